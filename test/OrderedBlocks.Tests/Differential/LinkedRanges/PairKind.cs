namespace OrderedBlocks.Tests.Differential.LinkedRanges;

/// <summary>Which block is linked to which.</summary>
public enum PairKind
{
    /// <summary>Dataflow's own, for what is to be expected.</summary>
    TransformToTransform,

    /// <summary>This library's, one behind the other: outputs go in runs.</summary>
    OrderedToOrdered,

    /// <summary>The same, with something in between that hands offers on: each output is offered.</summary>
    OrderedToHidden,

    /// <summary>This library's, the second one of the kind that consumes.</summary>
    OrderedToAction,
}
