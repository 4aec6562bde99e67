using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Reuse;

/// <summary>What was rented for an item is returned once, or is the consumer's: while the block goes on.</summary>
[TestClass]
public sealed class ReuseItemTests
{
    private const int Items = 1500;

    private static readonly InvalidOperationException s_error = new("The item.");

    private readonly CountingPool _pool = new();

    // Cheap from the beginning on: after a while in batches, and released in runs.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Items_AllSucceed_AreRentedOnceEach(ReuseSetup setup)
    {
        var block = new ReuseBlock(setup, _pool, static _ => Task.CompletedTask);
        Assert.AreEqual(Items, await block.SendAsync(Items));
        block.Target.Complete();
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(0, Items), block.Outputs.Entries);
        _pool.AssertOut(Items, block.Kept.Entries);
        Ends.With(block.Kept.Entries.Select(static parcel => parcel.Value), setup.Consumes ? [] : block.Outputs.Entries);
        if (setup.Consumes && setup.Capacity > 0)
        {
            Assert.IsLessThanOrEqualTo(setup.Capacity, _pool.MostOut);
        }
    }

    // Every third cancels itself, some of them after a while.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Items_AreCanceled_AreReturnedByTheBlock(ReuseSetup setup)
    {
        var block = new ReuseBlock(setup, _pool, static async item =>
        {
            if (item % 50 == 0)
            {
                await Task.Yield();
            }

            if (item % 3 == 0)
            {
                throw new OperationCanceledException();
            }
        });
        Assert.AreEqual(Items, await block.SendAsync(Items));
        block.Target.Complete();
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(0, Items).Where(static item => item % 3 != 0), block.Outputs.Entries);
        _pool.AssertOut(Items, block.Kept.Entries);
    }

    // Nobody takes the failures, so most of them are lost; what the delegates were given is not.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Items_FailAndAreSkipped_AreReturnedByTheBlock(ReuseSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.FailureCapacity = 2;
        var block = new ReuseBlock(
            setup,
            _pool,
            static item => item % 7 == 0 ? throw s_error : Task.CompletedTask,
            options,
            static async item =>
            {
                if (item % 11 == 0)
                {
                    await Task.Yield();
                    throw s_error;
                }
            });
        Assert.AreEqual(Items, await block.SendAsync(Items));
        block.Target.Complete();
        await block.Completion.WithTimeout();
        Ends.With(
            Enumerable.Range(0, Items).Where(item => item % 7 != 0 && !(setup.Consumes && item % 11 == 0)),
            block.Outputs.Entries);
        _pool.AssertOut(Items, block.Kept.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Consuming), typeof(ReuseSetup))]
    public async Task Consume_Cancels_ReturnsAll(ReuseSetup setup)
    {
        var block = new ReuseBlock(
            setup,
            _pool,
            static _ => Task.CompletedTask,
            consume: static item => item % 3 == 0 ? throw new OperationCanceledException() : Task.CompletedTask);
        Assert.AreEqual(Items, await block.SendAsync(Items));
        block.Target.Complete();
        await block.Completion.WithTimeout();
        Ends.With(Enumerable.Range(0, Items).Where(static item => item % 3 != 0), block.Outputs.Entries);
        _pool.AssertOut(Items);
    }

    // It is the consumer's until its task has ended.
    [TestMethod]
    public async Task Consume_IsPending_KeepsItsResult()
    {
        var gate = new Gate();
        var setup = new ReuseSetup(true, true, WorkerThreadMode.Pool, 1, 16, false, false);
        var block = new ReuseBlock(setup, _pool, static _ => Task.CompletedTask, consume: gate.Run);
        block.Post(1, 2, 3);
        gate.WaitForStart(1);
        Wait.Until(() => block.Statistics.Waiting == 3, "not all are produced");
        Assert.AreEqual(0, _pool.Returned);
        gate.Open(1);
        gate.WaitForStart(2);
        Assert.AreEqual(1, _pool.Returned);
        gate.OpenAll();
        block.Target.Complete();
        await block.Completion.WithTimeout();
        _pool.AssertOut(3);
    }

    // A failed item waits for a place among the failures; what it was given does not.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Failure_WaitsForAPlace_TheResultIsReturnedBefore(bool consumes)
    {
        var block = new OrderedActionBlock<int, Parcel>(
            (item, parcel) => consumes ? parcel : throw s_error,
            _ => throw s_error,
            _pool,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem, FailureCapacity = 1, BoundedCapacity = 4 });
        var target = new BufferBlock<ItemFailure<int>>(new DataflowBlockOptions { BoundedCapacity = 1 });
        block.Failures.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (int item in Enumerable.Range(1, 4))
        {
            Assert.IsTrue(block.Post(item));
        }

        // One is taken, one is kept, and the third waits.
        Wait.Until(() => _pool.Returned == 3, "the third has not failed");
        block.Complete();
        var failed = new List<int>();
        while (await target.OutputAvailableAsync().WithTimeout())
        {
            failed.Add((await target.ReceiveAsync().WithTimeout()).Input);
        }

        await block.Completion.WithTimeout();
        Ends.With([1, 2, 3, 4], failed);
        _pool.AssertOut(4);
    }

    // What the delegate returns takes the place of what it was given.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Delegate_ReturnsAnotherObject_ThatOneIsReturned(bool returnsNull)
    {
        var given = new Log<Parcel>();
        var others = new Log<Parcel>();
        var block = new OrderedActionBlock<int, Parcel>(
            (_, parcel) =>
            {
                given.Add(parcel);
                Parcel? other = returnsNull ? null : _pool.Rent();
                if (other is not null)
                {
                    others.Add(other);
                }

                return other!;
            },
            static _ => { },
            _pool);
        Assert.IsTrue(block.Post(1));
        Assert.IsTrue(block.Post(2));
        block.Complete();
        await block.Completion.WithTimeout();
        _pool.AssertOut(returnsNull ? 2 : 4, given.Entries);
    }
}
