using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>What goes in comes out, all of it, once, in order: over capacities, parallelism, kinds of delegates and producers.</summary>
[TestClass]
public sealed class OrderTests
{
    private const int Unbounded = DataflowBlockOptions.Unbounded;

    public enum DelegateKind
    {
        Synchronous,
        Asynchronous,
        ValueTask,
        Mixed,
    }

    public static IEnumerable<object[]> Matrix =>
        from dop in new[] { 1, 2, 4, 8, Unbounded }
        from capacity in new[] { 1, 2, 3, dop - 1, dop, 1024, Unbounded }.Where(static c => c is > 0 or Unbounded).Distinct()
        from kind in Enum.GetValues<DelegateKind>()
        select new object[] { capacity, dop, kind };

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Output_OfOneProducer_IsItsExactSequence(int capacity, int dop, DelegateKind kind)
    {
        const int Items = 600;
        OrderedTransformBlock<int, int> block = CreateBlock(capacity, dop, kind);
        List<int> outputs = [];
        var sink = new ActionBlock<int>(outputs.Add);
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        for (int number = 0; number < Items; number++)
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(number)));
        }

        block.Complete();
        await Await.Ends(sink.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), outputs);
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Output_OfFourProducers_KeepsEachOnesSequence(int capacity, int dop, DelegateKind kind)
    {
        const int Producers = 4;
        const int Items = 200;
        OrderedTransformBlock<int, int> block = CreateBlock(capacity, dop, kind);
        List<Tagged> outputs = [];
        var sink = new ActionBlock<int>(item => outputs.Add(new Tagged(item / Items, item % Items)));
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        await Await.Ends(Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < Items; number++)
            {
                Assert.IsTrue(await block.SendAsync((producer * Items) + number));
            }
        }))));
        block.Complete();
        await Await.Ends(sink.Completion);

        for (int producer = 0; producer < Producers; producer++)
        {
            int[] numbers = [.. outputs.Where(output => output.Producer == producer).Select(static output => output.Number)];
            CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), numbers);
        }

        Assert.HasCount(Producers * Items, outputs);
    }

    // The items that wait are the early ones, so everything after them is done first and has to be held back.
    [TestMethod]
    public async Task Output_DoneInReverse_ComesOutInOrder()
    {
        const int Items = 8;
        TaskCompletionSource<int>[] results = [.. Enumerable.Range(0, Items).Select(static _ => new TaskCompletionSource<int>())];
        var block = new OrderedTransformBlock<int, int>(
            number => results[number].Task, new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = Items });
        for (int number = 0; number < Items; number++)
        {
            block.Post(number);
        }

        for (int number = Items - 1; number > 0; number--)
        {
            results[number].SetResult(number);
            Assert.AreEqual(0, block.OutputCount);
        }

        results[0].SetResult(0);
        for (int number = 0; number < Items; number++)
        {
            Assert.AreEqual(number, await Await.Ends(block.ReceiveAsync()));
        }
    }

    // Sources in a row: what one block hands on is what the next one takes.
    [TestMethod]
    public async Task Output_OfAChain_IsTheExactSequence()
    {
        const int Items = 20_000;
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        OrderedTransformBlock<int, int>[] chain =
            [.. Enumerable.Range(0, 3).Select(static stage => new OrderedTransformBlock<int, int>(
                static item => item + 1,
                new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2, BoundedCapacity = 8 << stage }))];
        chain[0].LinkTo(chain[1], link);
        chain[1].LinkTo(chain[2], link);
        List<int> outputs = [];
        var sink = new ActionBlock<int>(outputs.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 4 });
        chain[2].LinkTo(sink, link);

        for (int number = 0; number < Items; number++)
        {
            Assert.IsTrue(await chain[0].SendAsync(number));
        }

        chain[0].Complete();
        await Await.Ends(sink.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(3, Items).ToArray(), outputs);
    }

    private static OrderedTransformBlock<int, int> CreateBlock(int capacity, int dop, DelegateKind kind)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = dop };
        return kind switch
        {
            DelegateKind.Synchronous => new OrderedTransformBlock<int, int>(static item => item, options),
            DelegateKind.Asynchronous => new OrderedTransformBlock<int, int>(
                static async item =>
                {
                    await Task.Yield();
                    return item;
                },
                options),
            DelegateKind.ValueTask => new OrderedTransformBlock<int, int>(
                static async (item, _) =>
                {
                    await Task.Yield();
                    return item;
                },
                options),
            _ => new OrderedTransformBlock<int, int>(
                static async (item, _) =>
                {
                    // Some at once, some later, some much later.
                    for (int yields = item % 7; yields > 3; yields--)
                    {
                        await Task.Yield();
                    }

                    return item;
                },
                options),
        };
    }
}
