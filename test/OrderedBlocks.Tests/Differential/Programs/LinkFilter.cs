namespace OrderedBlocks.Tests.Differential;

/// <summary>The predicates that a program puts on a link.</summary>
internal enum LinkFilter
{
    None,
    Even,
    Odd,

    /// <summary>Throws for an output that is a multiple of three, which faults the block.</summary>
    ThrowsOnThirds,
}
