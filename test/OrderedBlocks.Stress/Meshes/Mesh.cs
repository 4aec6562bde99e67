using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>Stages in a row.</summary>
internal static class Mesh
{
    /// <summary>Draws stages.</summary>
    /// <param name="random">Says which.</param>
    /// <param name="depth">How deep splits may be nested.</param>
    public static IStage[] Draw(Random random, int depth)
    {
        var stages = new IStage[random.Next(depth == 0 ? 0 : 2, depth == 0 ? 3 : 6)];
        for (int i = 0; i < stages.Length; i++)
        {
            int id = random.Next(1_000_000);
            stages[i] = random.Next(depth > 0 ? 9 : 7) switch
            {
                0 => new NeighbourStage(id, buffers: random.Next(2) == 0),
                1 => new BatchStage(id, random.Next(1, 50)),
                2 => new JoinStage(id, greedy: random.Next(2) == 0),
                3 => new CycleStage(id, random.Next(1, 6)),
                4 => new EncapsulatedStage(id),
                7 or 8 => new SplitStage(id, ours: random.Next(2) == 0, Draw(random, depth - 1), Draw(random, depth - 1)),
                _ => new MapStage(id, dropEvery: random.Next(3) == 0 ? random.Next(20, 100) : 0),
            };
        }

        return stages;
    }

    public static ISourceBlock<MeshItem> Attach(
        IEnumerable<IStage> stages, ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        foreach (IStage stage in stages)
        {
            source = stage.Attach(source, builder, incoming);
            incoming = stage.Expect(incoming);
        }

        return source;
    }

    public static List<MeshItem> Expect(IEnumerable<IStage> stages, List<MeshItem> incoming) =>
        stages.Aggregate(incoming, static (items, stage) => stage.Expect(items));

    public static string Describe(IEnumerable<IStage> stages) =>
        string.Join(" > ", stages.Select(static stage => stage.Describe()));
}
