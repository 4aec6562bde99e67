namespace OrderedBlocks.Stress.Faults;

/// <summary>How a block is told to end.</summary>
internal enum EndingKind
{
    Complete,
    Fault,
    Cancel,
}
