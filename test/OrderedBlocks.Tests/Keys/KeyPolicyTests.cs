using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>Keys with the options by which a block goes on after a failure, and with a parallelism that changes.</summary>
[TestClass]
public sealed class KeyPolicyTests
{
    private static readonly int[] s_first = [0];

    private readonly Gate _gate = new();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Next_OfAPausedBlock_StaysQueuedUntilItGoesOn(bool endsPaused)
    {
        const int Items = 10;
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions<int, int> { KeySelector = static _ => 0, MaxDegreeOfParallelism = 2 });
        foreach (int item in Enumerable.Range(0, Items))
        {
            block.Post(item);
        }

        Await.Until(() => KeyedBlocks.TableOf(block).WaitingCount == Items - 1, "all but the first are parked");
        block.DegreeOfParallelism = 0;
        _gate.OpenAll();
        Assert.AreEqual(0, await Await.Ends(block.ReceiveAsync()));
        Await.Until(() => block.Core.ActiveWorkers == 0, "the workers rest");

        CollectionAssert.AreEqual(s_first, _gate.Started);
        Assert.AreEqual(Items - 1, block.Statistics.Queued);
        Assert.AreEqual(0, block.Statistics.Running);
        KeyedBlocks.AssertBalanced(block.Statistics);
        if (endsPaused)
        {
            block.Fault(new InvalidOperationException());
            await Await.EndsSomehow(block.Completion);
            Assert.AreEqual(Items - 1, block.Statistics.DroppedByFault);
        }
        else
        {
            block.DegreeOfParallelism = 2;
            foreach (int item in Enumerable.Range(1, Items - 1))
            {
                Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
            }

            CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), _gate.Started);
        }

        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Items_WhileTheParallelismChanges_StartInTheOrderOfTheirKey(bool pends)
    {
        const int Keys = 4;
        KeyedItem[] items = KeyedItem.Create(20_000, Keys, seed: 11, out int[] counts);
        var monitor = new KeyMonitor(Keys);
        OrderedBlockOptions<KeyedItem, int> options =
            new() { KeySelector = static item => item.Key, MaxDegreeOfParallelism = 4, BoundedCapacity = 64 };
        OrderedTransformBlock<KeyedItem, KeyedItem> block = pends ? new(monitor.RunAsync, options) : new(monitor.Run, options);
        List<KeyedItem> output = [];
        var sink = new ActionBlock<KeyedItem>(output.Add);
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        var random = new Random(11);
        foreach (KeyedItem item in items)
        {
            if (random.Next(20) == 0)
            {
                block.DegreeOfParallelism = 0;
                block.DegreeOfParallelism = random.Next(1, 5);
            }

            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        await Await.Ends(sink.Completion);

        CollectionAssert.AreEqual(items, output);
        monitor.AssertExact(counts);
        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task FailedItems_ThatAreSkipped_FreeTheirKey(bool bySelector)
    {
        const int Items = 1000;
        static bool Fails(int item) => item % 7 == 3;

        var block = new OrderedTransformBlock<int, int>(
            item => !bySelector && Fails(item) ? throw new InvalidOperationException() : item,
            new OrderedBlockOptions<int, int>
            {
                KeySelector = item => bySelector && Fails(item) ? throw new InvalidOperationException() : item % 2,
                MaxDegreeOfParallelism = 3,
                FailureMode = ItemFailureMode.SkipItem,
                FailureCapacity = 1,
            });
        var output = new BufferBlock<int>();
        block.LinkTo(output);
        List<int> failed = [];
        var failures = new ActionBlock<ItemFailure<int>>(failure => failed.Add(failure.Input));
        block.Failures.LinkTo(failures, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        await Await.Ends(block.Completion);
        await Await.Ends(failures.Completion);

        Assert.IsTrue(output.TryReceiveAll(out IList<int>? all));
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).Where(static item => !Fails(item)).ToArray(), all.ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Items).Where(Fails).ToArray(), failed);
        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    public async Task FailedItem_InOrder_LetsOutWhatComesBeforeIt()
    {
        const int Items = 20;
        const int Bad = 12;
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static item => item % 3,
                MaxDegreeOfParallelism = 3,
                FailureMode = ItemFailureMode.FaultInOrder,
            });
        var output = new BufferBlock<int>();
        block.LinkTo(output);
        foreach (int item in Enumerable.Range(0, Items))
        {
            block.Post(item);
        }

        _gate.Fail(Bad, new InvalidOperationException());
        _gate.OpenAll();
        await Await.EndsSomehow(block.Completion);

        Assert.IsTrue(output.TryReceiveAll(out IList<int>? all));
        CollectionAssert.AreEqual(Enumerable.Range(0, Bad).ToArray(), all.ToArray());
        Assert.AreEqual(Items - Bad - 1, block.Statistics.DroppedByFault);
        Assert.AreEqual(1, block.Statistics.Failed);
        KeyedBlocks.AssertAtRest(block);
    }
}
