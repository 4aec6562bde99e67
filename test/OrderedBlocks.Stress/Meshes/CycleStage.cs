using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>A block of ours that is linked to itself: items go round as often as their numbers say, and then on.</summary>
internal sealed class CycleStage(int id, int most) : IStage
{
    public ISourceBlock<MeshItem> Attach(ISourceBlock<MeshItem> source, MeshBuilder builder, List<MeshItem> incoming)
    {
        int remaining = incoming.Count;
        IPropagatorBlock<Lap, Lap>? self = null;
        IPropagatorBlock<Lap, Lap> block = builder.Ordered<Lap>(
            lap =>
            {
                // The last one that ends its last lap ends the block: nothing can come round any more.
                if (lap.Left == 0 && Interlocked.Decrement(ref remaining) == 0)
                {
                    self!.Complete();
                }

                return new Lap(lap.Item.Pass(id), lap.Left - 1);
            },
            bounded: false);
        self = block;
        var entry = builder.Note(new TransformBlock<MeshItem, Lap>(
            item => new Lap(item.Branch(LapsOf(item)), LapsOf(item)), builder.Options()));
        var exit = builder.Note(new TransformBlock<Lap, MeshItem>(static lap => lap.Item, builder.Options()));
        MeshBuilder.Link(source, entry);
        entry.LinkTo(block);
        entry.Completion.ContinueWith(
            end => block.Fault(end.Exception!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        block.LinkTo(block, static lap => lap.Left >= 0);
        MeshBuilder.Link(block, exit);
        if (incoming.Count == 0)
        {
            block.Complete();
        }

        return exit;
    }

    public List<MeshItem> Expect(List<MeshItem> incoming) =>
    [
        .. incoming.Select(item => Enumerable.Range(0, LapsOf(item) + 1)
            .Aggregate(item.Branch(LapsOf(item)), (passed, _) => passed.Pass(id))),
    ];

    public string Describe() => $"cycle({most})";

    private int LapsOf(MeshItem item) => item.Number % (most + 1);

    private readonly record struct Lap(MeshItem Item, int Left);
}
