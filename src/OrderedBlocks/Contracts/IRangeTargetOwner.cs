namespace OrderedBlocks;

/// <summary>A block that may be a target of runs. By this its sources know it, whoever made the link.</summary>
internal interface IRangeTargetOwner<TInput>
{
    /// <summary>The target, or null if each item must be offered by itself.</summary>
    IRangeTarget<TInput>? RangeTarget { get; }
}
