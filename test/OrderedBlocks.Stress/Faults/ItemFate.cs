namespace OrderedBlocks.Stress.Faults;

/// <summary>What the delegate does with an item.</summary>
internal enum ItemFate
{
    /// <summary>Returns it, at once.</summary>
    Good,

    /// <summary>Returns it after a while of work.</summary>
    Slow,

    /// <summary>Returns it from another thread, if the delegate is asynchronous.</summary>
    Later,

    /// <summary>Drops it by an <see cref="OperationCanceledException"/>.</summary>
    Canceled,

    /// <summary>Drops it by a canceled task or, where there is none, as <see cref="Canceled"/>.</summary>
    CanceledTask,

    /// <summary>Drops it by a null task or, where there is none, as <see cref="Canceled"/>.</summary>
    NullTask,

    /// <summary>Throws at once.</summary>
    Throws,

    /// <summary>Throws from another thread, if the delegate is asynchronous.</summary>
    ThrowsLater,
}
