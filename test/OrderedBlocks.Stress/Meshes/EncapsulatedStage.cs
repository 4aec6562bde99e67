using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>Two blocks of ours as one.</summary>
internal sealed class EncapsulatedStage(int id) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        IPropagatorBlock<MeshItem, MeshItem> first = builder.Ordered<MeshItem>(item => item.Pass(id));
        IPropagatorBlock<MeshItem, MeshItem> second = builder.Ordered<MeshItem>(item => item.Pass(id + 1));
        MeshBuilder.Link(first, second);
        IPropagatorBlock<MeshItem, MeshItem> both = DataflowBlock.Encapsulate(first, second);
        MeshBuilder.Link(source, both);
        return both;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) => [.. incoming.Select(item => item.Pass(id).Pass(id + 1))];

    public string Describe() => "encapsulated";
}
