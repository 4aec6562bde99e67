using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>Batches, a block of ours over the arrays, and the arrays taken apart again.</summary>
internal sealed class BatchStage(int id, int size) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        var batch = builder.Note(new BatchBlock<MeshItem>(size, new GroupingDataflowBlockOptions { BoundedCapacity = size * 2 }));
        IPropagatorBlock<MeshItem[], MeshItem[]> ordered = builder.Ordered<MeshItem[]>(
            items => Array.ConvertAll(items, item => item.Pass(id)));
        var apart = builder.Note(new TransformManyBlock<MeshItem[], MeshItem>(static items => items, builder.Options()));
        MeshBuilder.Link(source, batch);
        MeshBuilder.Link(batch, ordered);
        MeshBuilder.Link(ordered, apart);
        return apart;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) => [.. incoming.Select(item => item.Pass(id))];

    public string Describe() => $"batch({size})";
}
