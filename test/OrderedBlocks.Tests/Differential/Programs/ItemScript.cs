namespace OrderedBlocks.Tests.Differential;

/// <summary>What the delegate does with one item.</summary>
internal enum ItemScript
{
    Return,

    /// <summary>The item waits behind its gate until a step of the program opens it.</summary>
    Wait,

    WaitThenThrow,
    WaitThenCancel,

    /// <summary>Throws on the caller's stack, an asynchronous delegate too.</summary>
    Throw,

    /// <summary>An asynchronous delegate returns a faulted task; a synchronous one throws.</summary>
    FaultedTask,

    /// <summary>Throws an <see cref="OperationCanceledException"/> on the caller's stack.</summary>
    Cancel,

    /// <summary>An asynchronous delegate returns a canceled task; a synchronous one throws the cancellation.</summary>
    CanceledTask,

    /// <summary>An asynchronous delegate returns no task at all; a synchronous one throws the cancellation.</summary>
    NullTask,
}
