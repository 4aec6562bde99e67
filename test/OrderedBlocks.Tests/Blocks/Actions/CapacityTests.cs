using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>An item counts against the capacity until it has been consumed; then, and not before, a sender gets its place.</summary>
[TestClass]
public sealed class CapacityTests
{
    [TestMethod]
    [DataRow(1, DelegateShape.Task)]
    [DataRow(2, DelegateShape.Task)]
    [DataRow(3, DelegateShape.ValueTaskWithToken)]
    public async Task SendAsync_FullBlock_GetsRoomWhenOneHasBeenConsumed(int capacity, DelegateShape shape)
    {
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Synchronous, shape, static item => Task.FromResult(item), gate.Run, Options(capacity));
        PostFromOne(block, capacity);
        Task<bool>[] sends = [.. Enumerable.Range(capacity + 1, 5).Select(item => block.SendAsync(item))];

        for (int consumed = 0; consumed < sends.Length; consumed++)
        {
            gate.WaitForStart(consumed + 1);
            int admitted = capacity + consumed;
            int done = consumed;
            Wait.Until(
                () => block.Statistics == new OrderedBlockStatistics { Admitted = admitted, Released = done, Waiting = capacity },
                $"After {consumed}: {block.Statistics}");
            Assert.IsFalse(block.Post(99));
            AssertItems(Enumerable.Range(1, consumed + 1), gate.Started);
            Assert.IsFalse(sends[consumed].IsCompleted);
            gate.Open(consumed + 1);
            Assert.IsTrue(await sends[consumed].WithTimeout());
        }

        gate.OpenAll();
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, capacity + 5), gate.Started);
    }

    // All results are there when the first call returns; the second call stands still until the sender has been let in.
    [TestMethod]
    public async Task SendAsync_NextConsumeBlocks_GetsTheRoomOfTheOneBefore()
    {
        const int Capacity = 16;
        using var first = new ManualResetEventSlim();
        using var sent = new ManualResetEventSlim();
        List<int> consumed = [];
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                Wait.ForEvent(result == 1 ? first : sent);
                consumed.Add(result);
            },
            Options(Capacity, dop: 2));
        PostFromOne(block, Capacity);
        Wait.Until(() => block.Core.ActiveWorkers == 1 && block.InputCount == 0, $"All are produced: {block.Statistics}");
        Task<bool> send = block.SendAsync(Capacity + 1);
        Task opening = send.ContinueWith(_ => sent.Set(), TaskScheduler.Default);

        first.Set();

        Assert.IsTrue(await send.WithTimeout());
        await opening.WithTimeout();
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, Capacity + 1), consumed);
    }

    // The same where the first call was pending, so that it is its end that makes room.
    [TestMethod]
    public async Task SendAsync_NextConsumeBlocksAfterAPendingOne_GetsTheRoom()
    {
        using var sent = new ManualResetEventSlim();
        var end = new TaskCompletionSource();
        List<int> consumed = [];
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                consumed.Add(result);
                if (result == 1)
                {
                    return end.Task;
                }

                Wait.ForEvent(sent);
                return Task.CompletedTask;
            },
            Options(capacity: 2));
        PostFromOne(block, 2);
        Wait.Until(() => block.Statistics is { Waiting: 2 }, $"Both are produced: {block.Statistics}");
        Task<bool> send = block.SendAsync(3);
        Task opening = send.ContinueWith(_ => sent.Set(), TaskScheduler.Default);

        end.SetResult();

        Assert.IsTrue(await send.WithTimeout());
        await opening.WithTimeout();
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems([1, 2, 3], consumed);
    }

    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_CancelsItsItem_GivesThePlaceBack(DelegateShape shape)
    {
        await DropAll(Create(shape, static _ => throw new OperationCanceledException(), Options(capacity: 1)));
        await DropAll(Create(shape, Canceled, Options(capacity: 1)));

        static async Task Canceled(int _)
        {
            await Task.Yield();
            throw new OperationCanceledException();
        }

        static async Task DropAll(OrderedActionBlock<int, int> block)
        {
            foreach (int item in Enumerable.Range(1, 20))
            {
                Assert.IsTrue(await block.SendAsync(item).WithTimeout());
            }

            block.Complete();
            await block.Completion.WithTimeout();
            Assert.AreEqual(new() { Admitted = 20, CanceledItems = 20 }, block.Statistics);
        }
    }

    [TestMethod]
    public async Task Produce_CancelsItsItemWhileConsumeIsPending_GivesThePlaceBackAtOnce()
    {
        var gate = new Gate();
        var block = new OrderedActionBlock<int, int>(
            static item => item == 2 ? throw new OperationCanceledException() : item,
            gate.Run,
            Options(capacity: 2));
        PostFromOne(block, 1);
        gate.WaitForStart(1);

        Assert.IsTrue(await block.SendAsync(2).WithTimeout());
        Assert.IsTrue(await block.SendAsync(3).WithTimeout());

        Assert.IsFalse(block.Post(99));
        gate.OpenAll();
        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems([1, 3], gate.Started);
        Assert.AreEqual(new() { Admitted = 3, Released = 2, CanceledItems = 1 }, block.Statistics);
    }
}
