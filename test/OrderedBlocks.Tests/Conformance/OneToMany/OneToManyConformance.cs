using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>The ground of the suites for what is special to blocks that make any number of outputs of an item.</summary>
public abstract class OneToManyConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    // More than any test makes whose point is not the limit: of one item, and of all items together.
    private const int AmplePerItem = 64;
    private const int AmpleOutputs = 4096;

    /// <summary>The subject's options, with room for all outputs that a test makes.</summary>
    protected ExecutionDataflowBlockOptions ManyOptions(
        int? capacity = null, int room = 16, int? parallelism = null, CancellationToken token = default) =>
        Subject.LimitOutputs(Options(capacity, room, parallelism, token: token), AmpleOutputs, AmplePerItem);

    /// <summary>A block over these streams.</summary>
    protected IPropagatorBlock<int, int> NewBlock(GatedStreams streams, ExecutionDataflowBlockOptions? options = null) =>
        Subject.CreateManyInShape<int, int>(streams.Run, options ?? ManyOptions());

    /// <summary>A block over these streams that puts everything into a target, which it is linked to with its end.</summary>
    protected IPropagatorBlock<int, int> NewLinkedBlock(
        GatedStreams streams, ExecutionDataflowBlockOptions options, out ScriptedTarget target)
    {
        IPropagatorBlock<int, int> block = NewBlock(streams, options);
        target = new ScriptedTarget();
        block.LinkTo(target, Propagate);
        return block;
    }

    /// <summary>A block that makes as many outputs as this says, without waiting.</summary>
    protected IPropagatorBlock<int, int> NewBlockOf(Func<int, int> count, ExecutionDataflowBlockOptions options)
    {
        var streams = new GatedStreams(count);
        streams.Gate.OpenAll();
        return NewBlock(streams, options);
    }

    /// <summary>Sends all, as room comes, and completes the block.</summary>
    protected static async Task SendAndComplete(IPropagatorBlock<int, int> block, IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout(), $"Item {item} was not accepted.");
        }

        block.Complete();
    }
}
