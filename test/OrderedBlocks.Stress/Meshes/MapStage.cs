using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>A block of ours, which may drop some items by an <see cref="OperationCanceledException"/>.</summary>
internal sealed class MapStage(int id, int dropEvery) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        IPropagatorBlock<MeshItem, MeshItem> block = builder.Ordered<MeshItem>(
            item => IsDropped(item) ? throw new OperationCanceledException() : item.Pass(id));
        MeshBuilder.Link(source, block);
        return block;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) =>
        [.. incoming.Where(item => !IsDropped(item)).Select(item => item.Pass(id))];

    public string Describe() => dropEvery == 0 ? "map" : $"map(drop {dropEvery})";

    private bool IsDropped(MeshItem item) => dropEvery != 0 && item.Number % dropEvery == 1;
}
