namespace OrderedBlocks.Scenarios;

/// <summary>What happens while failed items are skipped.</summary>
internal enum SkipEvent
{
    /// <summary>A thread receives the failures.</summary>
    Receive,

    /// <summary>The target that puts them off is unlinked.</summary>
    Unlink,

    /// <summary>There is no link at first; a target that takes them is linked.</summary>
    Link,

    /// <summary>There is a target that takes one and then declines for good.</summary>
    Leave,

    /// <summary>The target takes what it has put off, and that is all its link lets it have.</summary>
    Share,

    /// <summary>The block is faulted.</summary>
    Fault,
}
