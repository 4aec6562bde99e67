namespace OrderedBlocks.Scenarios;

/// <summary>How a block is abandoned.</summary>
internal enum Abandonment
{
    /// <summary>By its Fault.</summary>
    Fault,

    /// <summary>By the options' token.</summary>
    Cancel,

    /// <summary>By its delegate, which throws at the last item but one.</summary>
    Failure,
}
