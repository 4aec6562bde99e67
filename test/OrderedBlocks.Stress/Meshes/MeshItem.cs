namespace OrderedBlocks.Stress.Meshes;

/// <summary>An item on its way through a mesh.</summary>
/// <param name="Lane">Which way it has gone, a digit a turn; items of one lane keep their order.</param>
/// <param name="Number">Which one it was at the source.</param>
/// <param name="Trace">A hash of the stages that it has passed, in order.</param>
internal readonly record struct MeshItem(long Lane, int Number, long Trace)
{
    /// <summary>The item after a stage.</summary>
    public MeshItem Pass(int stage) => this with { Trace = unchecked((Trace * 1_000_003) + stage) };

    /// <summary>The item in one of the lanes into which its own is split.</summary>
    public MeshItem Branch(int branch) => this with { Lane = unchecked((Lane * 31) + branch + 1) };
}
