using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Reuse;

/// <summary>What was rented is returned once, or is the consumer's: however the block ends, and by the time it has ended.</summary>
[TestClass]
public sealed class ReuseEndTests
{
    private const int Items = 5000;

    private static readonly InvalidOperationException s_error = new("The item.");

    private readonly CountingPool _pool = new();
    private readonly Gate _gate = new();

    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Item_FaultsTheBlock_NothingIsLost(ReuseSetup setup)
    {
        var block = new ReuseBlock(setup, _pool, static item => item == 2500 ? throw s_error : Task.CompletedTask);
        await block.SendAsync(Items);
        await Ends.Faulted(block.Completion, s_error);
        int[] outputs = block.Outputs.Entries;
        Ends.With(Enumerable.Range(0, outputs.Length), outputs);
        _pool.AssertOut(_pool.Rented, block.Kept.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Consuming), typeof(ReuseSetup))]
    public async Task Consume_FaultsTheBlock_NothingIsLost(ReuseSetup setup)
    {
        var block = new ReuseBlock(
            setup,
            _pool,
            static _ => Task.CompletedTask,
            consume: static item => item == 2500 ? throw s_error : Task.CompletedTask);
        await block.SendAsync(Items);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With(Enumerable.Range(0, 2500), block.Outputs.Entries);
        _pool.AssertOut(_pool.Rented);
    }

    // 2 fails while 1, 3 and 4 run, which end well: 3 and 4 are dropped.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Parallel), typeof(ReuseSetup))]
    public async Task Item_FaultsInOrder_WhatComesBehindIsReturned(ReuseSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.FaultInOrder;
        var block = new ReuseBlock(setup, _pool, _gate.Run, options);
        block.Post(Enumerable.Range(1, 8));
        _gate.WaitForStarts(4);
        _gate.Fail(2, s_error);
        Wait.Until(() => block.Statistics is { Failed: 1, Queued: 0 }, "2 has not failed, or what is queued behind it is not dropped");
        _gate.Open(3, 4);
        Wait.Until(() => block.Statistics.Running == 1, "3 and 4 have not ended");
        _gate.Open(1);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With([1], block.Outputs.Entries);
        _pool.AssertOut(4, block.Kept.Entries);
        Assert.AreEqual(setup.Consumes ? 4 : 3, _pool.Returned);
    }

    // 1 runs; 2 to 4 have ended and wait for it.
    [TestMethod]
    [DynamicData(nameof(Endings))]
    public async Task Block_IsEnded_WhatNobodyHasGotIsReturned(ReuseSetup setup, string ending)
    {
        using var source = new CancellationTokenSource();
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = source.Token;

        // A target would be offered what leaves until the last one has ended.
        var block = new ReuseBlock(setup, _pool, _gate.Run, options, isLinked: false);
        block.Post(Enumerable.Range(1, 8));
        _gate.WaitForStarts(4);
        _gate.Open(2, 3, 4);
        _gate.WaitForStarts(7);
        Wait.Until(() => block.Statistics.Waiting == 3, "2 to 4 have not ended");
        Task drained = Task.CompletedTask;
        switch (ending)
        {
            case "cancel":
                await source.CancelAsync();
                break;
            case "fault":
                block.Target.Fault(s_error);
                break;
            default:
                drained = block.DrainAsync(TimeSpan.Zero);
                break;
        }

        await drained.WithTimeout();
        Assert.AreEqual(0, _pool.Returned);

        // Of those that run still: one succeeds, one cancels itself, one fails, and one is the first.
        _gate.Open(5);
        _gate.Cancel(6);
        _gate.Fail(7, s_error);
        _gate.Open(1);
        _gate.OpenAll();
        await block.Completion.ToEnd();
        Assert.IsEmpty(block.Outputs.Entries);
        _pool.AssertOut(7);
    }

    // Nobody takes anything.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Offering), typeof(ReuseSetup))]
    public async Task Outputs_AreNotTaken_AreReturnedAtTheEnd(ReuseSetup setup)
    {
        var block = new ReuseBlock(setup, _pool, static _ => Task.CompletedTask, isLinked: false);
        block.Post(Enumerable.Range(0, 16));
        Wait.Until(() => block.Transform.OutputCount == 16, "not all are there");
        Assert.IsTrue(block.Transform.TryReceive(null, out Parcel? first));
        Assert.AreEqual(0, first.Value);
        ((IDataflowBlock)block.Transform).Fault(s_error);
        await Ends.Faulted(block.Completion, s_error);
        _pool.AssertOut(16, first);
        _pool.Return(first);
        _pool.AssertOut(16);
    }

    [TestMethod]
    [DataRow(TargetsGoneMode.Complete)]
    [DataRow(TargetsGoneMode.Fault)]
    public async Task Targets_AreGone_WhatTheyHaveNotTakenIsReturned(TargetsGoneMode action)
    {
        var taken = new Log<Parcel>();
        var block = new OrderedTransformBlock<int, Parcel>(
            static (item, parcel) =>
            {
                parcel.Value = item;
                return parcel;
            },
            _pool,
            new OrderedBlockOptions { TargetsGoneMode = action, MaxDegreeOfParallelism = 4 });
        Assert.AreEqual(100, block.PostRange(Enumerable.Range(0, 100).ToArray()));
        Wait.Until(() => block.OutputCount == 100, "not all are there");
        block.LinkTo(new ParcelTarget(parcel =>
        {
            if (parcel.Value == 10)
            {
                return DataflowMessageStatus.DecliningPermanently;
            }

            taken.Add(parcel);
            return DataflowMessageStatus.Accepted;
        }));
        await block.Completion.ToEnd();
        Ends.With(Enumerable.Range(0, 10), taken.Entries.Select(static parcel => parcel.Value));
        _pool.AssertOut(100, taken.Entries);
    }

    [TestMethod]
    public async Task Target_Throws_CountsAsNotTaken()
    {
        var block = new OrderedTransformBlock<int, Parcel>(
            static (_, parcel) => parcel, _pool, new OrderedBlockOptions { BoundedCapacity = 4 });
        block.LinkTo(new ParcelTarget(static _ => throw s_error));
        Assert.IsTrue(block.Post(1));
        await Ends.Faulted(block.Completion, s_error);
        _pool.AssertOut(1);
    }

    // Whenever it comes.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Block_IsCanceledInTheMiddle_NothingIsLost(ReuseSetup setup)
    {
        using var source = new CancellationTokenSource();
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = source.Token;
        var block = new ReuseBlock(
            setup,
            _pool,
            async item =>
            {
                if (item % 13 == 0)
                {
                    await Task.Yield();
                }

                if (item == 1234)
                {
                    await source.CancelAsync();
                }
            },
            options);
        await block.SendAsync(Items);
        await Ends.Canceled(block.Completion);
        int[] outputs = block.Outputs.Entries;
        Ends.With(Enumerable.Range(0, outputs.Length), outputs);
        _pool.AssertOut(_pool.Rented, block.Kept.Entries);
    }

    public static IEnumerable<object[]> Endings =>
        from setup in ReuseSetup.Parallel
        from ending in s_endings
        select new[] { setup[0], ending };

    private static readonly string[] s_endings = ["cancel", "fault", "drain"];
}
