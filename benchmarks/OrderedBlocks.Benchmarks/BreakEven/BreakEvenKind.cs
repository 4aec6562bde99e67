namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>Where a system's break-even lies.</summary>
internal enum BreakEvenKind
{
    /// <summary>It wins at every size.</summary>
    Always,

    /// <summary>Between two of the sizes.</summary>
    Within,

    /// <summary>It loses at the largest size still.</summary>
    Never,
}
