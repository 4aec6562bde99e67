using OrderedBlocks.Ring;

namespace OrderedBlocks.Keys;

/// <summary>A claimed position that is not to be started yet, in a list of such.</summary>
internal sealed class ParkedPosition
{
    public Position Position { get; set; }

    public ParkedPosition? Next { get; set; }
}
