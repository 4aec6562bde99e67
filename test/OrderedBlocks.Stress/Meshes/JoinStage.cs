using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>A broadcast to two blocks of ours, and a join, greedy or not, of what they make of the same item.</summary>
internal sealed class JoinStage(int id, bool greedy) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        // A broadcast does not wait for anybody, so what it offers to must have room.
        var broadcast = builder.Note(new BroadcastBlock<MeshItem>(static item => item));
        IPropagatorBlock<MeshItem, MeshItem> left = builder.Ordered<MeshItem>(item => item.Pass(id), bounded: false);
        IPropagatorBlock<MeshItem, MeshItem> right = builder.Ordered<MeshItem>(item => item.Pass(id + 1), bounded: false);
        var join = new JoinBlock<MeshItem, MeshItem>(new GroupingDataflowBlockOptions { Greedy = greedy });
        builder.Note<IDataflowBlock>(join);
        var pair = builder.Note(new TransformBlock<Tuple<MeshItem, MeshItem>, MeshItem>(
            both => both.Item2 == TwinOf(both.Item1)
                ? both.Item1.Pass(id + 2)
                : throw new ViolationException($"{both.Item1} was joined with {both.Item2}."),
            builder.Options()));
        MeshBuilder.Link(source, broadcast);
        MeshBuilder.Link(broadcast, left);
        MeshBuilder.Link(broadcast, right);
        MeshBuilder.Link(left, join.Target1);
        MeshBuilder.Link(right, join.Target2);
        MeshBuilder.Link(join, pair);
        return pair;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) => [.. incoming.Select(item => item.Pass(id).Pass(id + 2))];

    public string Describe() => greedy ? "join" : "join(not greedy)";

    // What the right one must be, given the left one: their traces differ by the last stage's number.
    private static MeshItem TwinOf(MeshItem left) => left with { Trace = left.Trace + 1 };
}
