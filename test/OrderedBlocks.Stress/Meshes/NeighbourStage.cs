using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>A block of Dataflow's own: a buffer or a transform.</summary>
internal sealed class NeighbourStage(int id, bool buffers) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        ExecutionDataflowBlockOptions options = builder.Options();
        IPropagatorBlock<MeshItem, MeshItem> block = buffers
            ? new BufferBlock<MeshItem>(options)
            : new TransformBlock<MeshItem, MeshItem>(item => item.Pass(id), options);
        builder.Note(block);
        MeshBuilder.Link(source, block);
        return block;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) =>
        buffers ? incoming : [.. incoming.Select(item => item.Pass(id))];

    public string Describe() => buffers ? "buffer" : "transform";
}
