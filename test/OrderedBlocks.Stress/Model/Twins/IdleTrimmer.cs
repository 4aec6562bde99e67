using OrderedBlocks.Ring;

namespace OrderedBlocks.Scheduling;

/// <summary>Nothing is trimmed by time in the model: scenarios call <c>Trim</c> themselves.</summary>
internal sealed class IdleTrimmer
{
    public static IdleTrimmer Shared { get; } = new();

    public void Await(ITrimmable ring) => _ = ring;
}
