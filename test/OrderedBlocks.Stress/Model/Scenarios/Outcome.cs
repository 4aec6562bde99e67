namespace OrderedBlocks.Scenarios;

/// <summary>What has become of a wait.</summary>
internal enum Outcome
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>It has got what it waited for.</summary>
    Done,

    /// <summary>Its token has ended it.</summary>
    Canceled,

    /// <summary>The block has ended it.</summary>
    Closed,
}
