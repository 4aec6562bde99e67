using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>
/// A predicate sends items one of two ways, each with stages of its own; a buffer, or a block of ours, brings them together.
/// </summary>
internal sealed class SplitStage(int id, bool ours, IStage[] left, IStage[] right) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        ISourceBlock<MeshItem> leftEnd = AttachBranch(
            source, builder, LeftOf(incoming), left, 0, GoesLeft);
        ISourceBlock<MeshItem> rightEnd = AttachBranch(
            source, builder, RightOf(incoming), right, 1, item => !GoesLeft(item));
        IPropagatorBlock<MeshItem, MeshItem> merged = ours
            ? builder.Ordered<MeshItem>(static item => item)
            : builder.Note(new BufferBlock<MeshItem>(builder.Options()));
        MeshBuilder.Merge(merged, leftEnd, rightEnd);
        return merged;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) =>
    [
        .. Mesh.Expect(left, LeftOf(incoming)), .. Mesh.Expect(right, RightOf(incoming)),
    ];

    public string Describe() => $"split({Mesh.Describe(left)} | {Mesh.Describe(right)})";

    private static ISourceBlock<MeshItem> AttachBranch(
        ISourceBlock<MeshItem> source,
        MeshBuilder builder,
        List<MeshItem> incoming,
        IStage[] stages,
        int branch,
        Predicate<MeshItem> filter)
    {
        IPropagatorBlock<MeshItem, MeshItem> entry = builder.Ordered<MeshItem>(item => item.Branch(branch));
        MeshBuilder.Link(source, entry, filter);
        return Mesh.Attach(stages, entry, builder, incoming);
    }

    private List<MeshItem> LeftOf(List<MeshItem> incoming) =>
        [.. incoming.Where(GoesLeft).Select(static item => item.Branch(0))];

    private List<MeshItem> RightOf(List<MeshItem> incoming) =>
        [.. incoming.Where(item => !GoesLeft(item)).Select(static item => item.Branch(1))];

    private bool GoesLeft(MeshItem item) => (item.Number ^ id) % 3 != 0;
}
