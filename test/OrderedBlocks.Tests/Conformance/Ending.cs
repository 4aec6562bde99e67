namespace OrderedBlocks.Tests.Conformance;

/// <summary>The three ways to end a block from outside.</summary>
public enum Ending
{
    /// <summary><see cref="IDataflowBlock.Complete"/>.</summary>
    Complete,

    /// <summary><see cref="IDataflowBlock.Fault"/>.</summary>
    Fault,

    /// <summary>The token of the options.</summary>
    Cancel,
}
