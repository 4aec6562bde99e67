namespace OrderedBlocks.Tests.Reuse;

/// <summary>What is used again.</summary>
public sealed class Parcel
{
    /// <summary>What the delegate has filled in.</summary>
    public int Value { get; set; } = -1;
}
