using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>What becomes of the block, and of the items behind, when a delegate fails or cancels its item.</summary>
[TestClass]
public sealed class FailureTests
{
    private readonly InvalidOperationException _reason = new("Cannot.");
    private readonly Log<int> _consumed = new();

    // Everything is produced before the failing call; nothing behind it is consumed.
    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_Fails_NothingBehindItIsConsumed(DelegateShape shape)
    {
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Task,
            shape,
            gate.Run,
            result =>
            {
                _consumed.Add(result);
                return result == 2 ? Task.FromException(_reason) : Task.CompletedTask;
            },
            Options(dop: 4));
        PostFromOne(block, 4);
        gate.Open(4, 3, 2);
        Wait.Until(() => block.Statistics.Waiting == 3, "Three wait for the first.");

        gate.OpenAll();

        await AssertFaulted(block, _reason);
        AssertItems([1, 2], _consumed.Entries);
        Assert.AreEqual("2", _reason.Data["DataflowMessageValue"]);
        Assert.AreEqual(new() { Admitted = 4, Released = 1, Failed = 1, DroppedByFault = 2 }, block.Statistics);
        Assert.IsFalse(block.Post(5));
    }

    // The same where the call is pending when the others come to be ready, and fails then.
    [TestMethod]
    [DataRow(DelegateShape.Task)]
    [DataRow(DelegateShape.ValueTaskWithToken)]
    public async Task Consume_FailsLater_NothingBehindItIsConsumed(DelegateShape shape)
    {
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Synchronous, shape, static item => Task.FromResult(item), gate.Run, Options(capacity: 8, dop: 2));
        PostFromOne(block, 8);
        Task<bool> send = block.SendAsync(9);
        gate.Open(1);
        gate.WaitForStart(2);
        Assert.IsTrue(await send.WithTimeout());
        Task<bool> late = block.SendAsync(10);
        Wait.Until(() => block.Statistics is { Waiting: 8 }, $"All are produced: {block.Statistics}");

        gate.Fail(2, _reason);

        await AssertFaulted(block, _reason);
        Assert.IsFalse(await late.WithTimeout());
        AssertItems([1, 2], gate.Started);
        Assert.AreEqual(new() { Admitted = 9, Released = 1, Failed = 1, DroppedByFault = 7 }, block.Statistics);
    }

    [TestMethod]
    public async Task Consume_TaskWithSeveralExceptions_RecordsAll()
    {
        var second = new InvalidOperationException("Cannot either.");
        var end = new TaskCompletionSource();
        var block = new OrderedActionBlock<int, int>(static item => item, _ => end.Task);
        PostFromOne(block, 1);

        end.SetException([_reason, second]);

        await AssertFaulted(block, _reason, second);
    }

    [TestMethod]
    [DynamicData(nameof(Shapes), typeof(ActionBlocks))]
    public async Task Produce_Fails_WhatIsBehindItIsNotConsumed(DelegateShape produce, DelegateShape consume)
    {
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            produce,
            consume,
            gate.Run,
            result =>
            {
                _consumed.Add(result);
                return Task.CompletedTask;
            },
            Options(dop: 4));
        PostFromOne(block, 4);
        gate.WaitForStarts(4);
        gate.Open(1);
        _consumed.WaitForCount(1);
        gate.Open(4, 3);
        Wait.Until(() => block.Statistics.Waiting == 2, "Two wait for the second.");

        gate.Fail(2, _reason);

        await AssertFaulted(block, _reason);
        AssertItems([1], _consumed.Entries);
        Assert.AreEqual("2", _reason.Data["DataflowMessageValue"]);
        Assert.AreEqual(new() { Admitted = 4, Released = 1, Failed = 1, DroppedByFault = 2 }, block.Statistics);
    }

    // The pending call is let end, and its item counts; the end waits for it; its exception is recorded behind the first.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Produce_FailsWhileConsumeIsPending_ThatOneIsLetEnd(bool consumeFailsToo)
    {
        var second = new InvalidOperationException("Cannot either.");
        var gate = new Gate();
        var block = new OrderedActionBlock<int, int>(
            item => item == 3 ? throw _reason : item, gate.Run, Options(dop: 2));
        PostFromOne(block, 2);

        // Only now: a failure that came first would drop the item.
        gate.WaitForStart(1);
        Assert.IsTrue(block.Post(3));
        Wait.Until(() => !block.Post(4), "The block takes nothing more.");
        Wait.Until(() => block.Statistics is { Queued: 0, Running: 0 }, $"The block rests: {block.Statistics}");
        Assert.IsFalse(block.Completion.IsCompleted);

        if (consumeFailsToo)
        {
            gate.Fail(1, second);
            await AssertFaulted(block, _reason, second);
        }
        else
        {
            gate.Open(1);
            await AssertFaulted(block, _reason);
        }

        AssertItems([1], gate.Started);
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual((consumeFailsToo ? 0 : 1, consumeFailsToo ? 2 : 1), (end.Released, end.Failed));
        Assert.AreEqual(end.Admitted, end.Released + end.Failed + end.DroppedByFault);
    }

    [TestMethod]
    [DynamicData(nameof(Shapes), typeof(ActionBlocks))]
    public async Task Delegates_CancelTheirItems_DropThoseOnly(DelegateShape produce, DelegateShape consume)
    {
        OrderedActionBlock<int, int> block = Create(
            produce,
            consume,
            static item => item == 2 ? throw new OperationCanceledException() : Task.FromResult(item),
            result =>
            {
                _consumed.Add(result);
                return result switch
                {
                    3 => throw new OperationCanceledException(),
                    4 => Task.FromCanceled(new CancellationToken(canceled: true)),
                    5 => CancelLater(),
                    _ => Task.CompletedTask,
                };
            },
            Options(dop: 2));
        PostFromOne(block, 6);
        block.Complete();

        await block.Completion.WithTimeout();

        AssertItems([1, 3, 4, 5, 6], _consumed.Entries);
        Assert.AreEqual(new() { Admitted = 6, Released = 2, CanceledItems = 4 }, block.Statistics);

        static async Task CancelLater()
        {
            await Task.Yield();
            throw new OperationCanceledException();
        }
    }

    [TestMethod]
    public async Task Delegates_ReturnNoTask_ProduceDropsAndConsumeIsDone()
    {
        var block = new OrderedActionBlock<int, int>(
            static item => item == 2 ? null! : Task.FromResult(item),
            result =>
            {
                _consumed.Add(result);
                return null!;
            });
        PostFromOne(block, 3);
        block.Complete();

        await block.Completion.WithTimeout();

        AssertItems([1, 3], _consumed.Entries);
        Assert.AreEqual(new() { Admitted = 3, Released = 2, NullTasks = 1 }, block.Statistics);
    }

    private static async Task AssertFaulted(OrderedActionBlock<int, int> block, params Exception[] expected)
    {
        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        CollectionAssert.AreEqual(expected, block.Completion.Exception!.InnerExceptions);
    }
}
