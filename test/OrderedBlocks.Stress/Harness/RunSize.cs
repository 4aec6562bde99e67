namespace OrderedBlocks.Stress.Harness;

/// <summary>How much one run of a scenario does, and how long the program goes on.</summary>
internal enum RunSize
{
    /// <summary>Each scenario once, with few items: a minute and a half in all.</summary>
    Quick,

    /// <summary>Each scenario with all its items, again and again for ten minutes.</summary>
    Default,

    /// <summary>As <see cref="Default"/>, for an hour.</summary>
    Soak,
}
