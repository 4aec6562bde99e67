namespace OrderedBlocks.Tests.Conformance;

/// <summary>What is in a block when it is ended.</summary>
public enum BlockState
{
    /// <summary>One item runs, and one more is queued.</summary>
    InputQueued,

    /// <summary>One item runs.</summary>
    Running,

    /// <summary>One result waits to be taken.</summary>
    OutputWaiting,
}
