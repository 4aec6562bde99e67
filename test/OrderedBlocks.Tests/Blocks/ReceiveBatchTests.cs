using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>TryReceiveRange and TryReceiveAll: several outputs under one entry of the lock, as if each had been received.</summary>
[TestClass]
public sealed class ReceiveBatchTests
{
    private const int Unbounded = DataflowBlockOptions.Unbounded;

    [TestMethod]
    [DataRow(32)]
    [DataRow(Unbounded)]
    public void TryReceiveBatch_OfWhatIsReady_TakesItInOrder(int capacity)
    {
        OrderedTransformBlock<int, int> block = Filled(10, capacity);
        int[] items = [.. Enumerable.Repeat(-1, 8)];

        Assert.AreEqual(0, block.TryReceiveRange([]));
        Assert.AreEqual(3, block.TryReceiveRange(items.AsSpan(0, 3)));
        CollectionAssert.AreEqual((int[])[0, 1, 2, -1, -1, -1, -1, -1], items);
        Assert.AreEqual(7, block.OutputCount);
        Assert.AreEqual(7, block.TryReceiveRange(items));
        CollectionAssert.AreEqual((int[])[3, 4, 5, 6, 7, 8, 9, -1], items);
        Assert.AreEqual(0, block.TryReceiveRange(items));
        Assert.AreEqual(0, block.OutputCount);
        Assert.AreEqual(10, block.Statistics.Released);
    }

    [TestMethod]
    public void TryReceiveBatch_AcrossSegments_TakesAll()
    {
        OrderedTransformBlock<int, int> block = Filled(3000, Unbounded);
        int[] items = new int[3001];
        Assert.AreEqual(1, block.TryReceiveRange(items.AsSpan(0, 1)));
        Assert.AreEqual(2999, block.TryReceiveRange(items.AsSpan(1)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 3000).Append(0).ToArray(), items);
    }

    [TestMethod]
    public void TryReceiveAll_AcrossSegmentsAndDroppedItems_TakesAll()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item % 3 == 0 ? throw new OperationCanceledException() : item);
        block.PostRange([.. Enumerable.Range(0, 3000)]);
        Await.Until(() => block.OutputCount == 2000, "all is done");
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? items));
        CollectionAssert.AreEqual(Enumerable.Range(0, 3000).Where(static item => item % 3 != 0).ToArray(), items.ToArray());
        Assert.IsFalse(block.TryReceiveAll(out items));
        Assert.IsNull(items);
    }

    [TestMethod]
    public void TryReceiveBatch_BehindAnUnfinishedItem_StopsThere()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, new() { MaxDegreeOfParallelism = 5 });
        block.PostRange([.. Enumerable.Range(0, 5)]);
        gate.WaitForStarts(5);
        gate.Cancel(0);
        gate.Open(1, 2, 4);
        Await.Until(() => block.OutputCount == 2, "two are ready");
        int[] items = new int[5];
        Assert.AreEqual(2, block.TryReceiveRange(items));
        CollectionAssert.AreEqual((int[])[1, 2, 0, 0, 0], items);
        gate.Open(3);
        Await.Until(() => block.OutputCount == 2, "the others are ready");
        Assert.AreEqual(2, block.TryReceiveRange(items));
        CollectionAssert.AreEqual((int[])[3, 4, 0, 0, 0], items);
    }

    [TestMethod]
    public void TryReceiveBatch_WhileTheHeadIsReserved_TakesNothing()
    {
        OrderedTransformBlock<int, int> block = Filled(4, 8);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        IDisposable link = block.LinkTo(target);
        Offer offer = target.WaitForOffers(1)[0];
        link.Dispose();
        Assert.IsTrue(offer.Reserve());

        int[] items = new int[8];
        Assert.AreEqual(0, block.TryReceiveRange(items));
        Assert.IsFalse(block.TryReceiveAll(out _));
        offer.Release();
        Assert.AreEqual(4, block.TryReceiveRange(items));
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 0, 0, 0, 0], items);
        Assert.IsFalse(offer.TryConsume(out _));
        Assert.IsFalse(offer.Reserve());
    }

    // A link has put the head off; what comes after the batch is offered to it, under an id that has not been seen.
    [TestMethod]
    public void TryReceiveBatch_BesideALink_LeavesItTheNext()
    {
        OrderedTransformBlock<int, int> block = Filled(4, 8);
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        block.LinkTo(target);
        Offer first = target.WaitForOffers(1)[0];

        int[] items = new int[3];
        Assert.AreEqual(3, block.TryReceiveRange(items));
        CollectionAssert.AreEqual((int[])[0, 1, 2], items);
        Offer next = target.WaitForOffers(2)[1];
        Assert.AreEqual(3, next.Value);
        Assert.AreEqual(first.Header.Id + 3, next.Header.Id);
        Assert.IsFalse(first.TryConsume(out _));
        Assert.IsTrue(next.TryConsume(out int value));
        Assert.AreEqual(3, value);
        Assert.AreEqual(0, block.TryReceiveRange(items));
    }

    [TestMethod]
    public async Task TryReceiveBatch_OfAFullBlock_LetsTheSendersIn()
    {
        OrderedTransformBlock<int, int> block = Filled(4, 4);
        Task<bool>[] sends = [.. Enumerable.Range(4, 5).Select(item => block.SendAsync(item))];
        Assert.IsFalse(sends.Any(static send => send.IsCompleted));

        int[] items = new int[9];
        Assert.AreEqual(4, block.TryReceiveRange(items));
        Assert.IsTrue((await Await.Ends(Task.WhenAll(sends[..4]))).All(static sent => sent));
        Await.Until(() => block.OutputCount == 4, "the senders' items are ready");
        Assert.AreEqual(4, block.TryReceiveRange(items.AsSpan(4)));
        Assert.IsTrue(await Await.Ends(sends[4]));
        Await.Until(() => block.OutputCount == 1, "the last one's, too");
        Assert.AreEqual(1, block.TryReceiveRange(items.AsSpan(8)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 9).ToArray(), items);
    }

    [TestMethod]
    public async Task TryReceiveBatch_OfTheLast_EndsTheBlock()
    {
        OrderedTransformBlock<int, int> block = Filled(4, 8);
        block.Complete();
        int[] items = new int[3];
        Assert.AreEqual(3, block.TryReceiveRange(items));
        Assert.IsFalse(block.Completion.IsCompleted);
        Assert.AreEqual(1, block.TryReceiveRange(items));
        await Await.Ends(block.Completion);
        Assert.AreEqual(0, block.TryReceiveRange(items));
    }

    // Three receivers, one of them a link: each gets its part in order, and nothing is taken twice.
    [TestMethod]
    public async Task TryReceiveBatch_BesideOtherReceivers_SharesTheOutput()
    {
        const int Items = 20_000;
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new() { BoundedCapacity = 64, MaxDegreeOfParallelism = 2 });
        var linked = new Log<int>();
        int offers = 0;
        block.LinkTo(new ScriptedTarget(offer =>
        {
            if (offers++ % 2 != 0)
            {
                return DataflowMessageStatus.Declined;
            }

            linked.Add(offer.Value);
            return DataflowMessageStatus.Accepted;
        }));
        Task<List<int>>[] receiving = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            List<int> taken = [];
            int[] items = new int[7];
            while (!block.Completion.IsCompleted)
            {
                taken.AddRange(items.AsSpan(0, block.TryReceiveRange(items)));
            }

            return taken;
        }))];
        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        List<int>[] taken = [.. await Await.Ends(Task.WhenAll(receiving)), [.. linked.Entries]];
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), taken.SelectMany(static part => part).Order().ToArray());
        foreach (List<int> part in taken)
        {
            CollectionAssert.AreEqual(part.Order().ToArray(), part);
        }
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(Unbounded)]
    public void Block_WhoseOutputWasTakenInBatches_KeepsNoneOfIt(int capacity)
    {
        var block = new OrderedTransformBlock<object, object>(
            static item => item, new() { BoundedCapacity = capacity });
        WeakReference[] references = FillAndTake(block);
        Await.Until(
            () =>
            {
                GC.Collect();
                return !references.Any(static reference => reference.IsAlive);
            },
            "the items are collected");
        GC.KeepAlive(block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] FillAndTake(OrderedTransformBlock<object, object> block)
    {
        object[] sent = [.. Enumerable.Range(0, 20).Select(static _ => new object())];
        Assert.AreEqual(20, block.PostRange(sent));
        Await.Until(() => block.OutputCount == 20, "all is done");
        object[] items = new object[12];
        Assert.AreEqual(12, block.TryReceiveRange(items));
        CollectionAssert.AreEqual(sent[..12], items);
        Assert.IsTrue(block.TryReceiveAll(out IList<object>? rest));
        CollectionAssert.AreEqual(sent[12..], rest.ToArray());
        return [.. sent.Select(static item => new WeakReference(item))];
    }

    private static OrderedTransformBlock<int, int> Filled(int items, int capacity)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, new() { BoundedCapacity = capacity });
        Assert.AreEqual(items, block.PostRange([.. Enumerable.Range(0, items)]));
        Await.Until(() => block.OutputCount == items, "all is done");
        return block;
    }
}
