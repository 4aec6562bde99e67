using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Reuse;

/// <summary>A pool that throws.</summary>
[TestClass]
public sealed class PoolFailureTests
{
    private static readonly InvalidOperationException s_error = new("The pool.");
    private static readonly InvalidOperationException s_itemError = new("The item.");

    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Rent_Throws_IsTheItemsFailure(ReuseSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        var pool = new CountingPool { OnRent = static rent => _ = rent == 3 ? throw s_error : 0 };
        var block = new ReuseBlock(setup, pool, static _ => Task.CompletedTask, options);
        block.Post(Enumerable.Range(0, 3));
        block.Target.Complete();
        await block.Completion.WithTimeout();
        Assert.AreEqual(1, block.Statistics.Failed);
        Assert.HasCount(2, block.Outputs.Entries);
        pool.AssertOut(2, block.Kept.Entries);
    }

    [TestMethod]
    public async Task Rent_ReturnsNull_IsTheItemsFailure()
    {
        var block = new OrderedTransformBlock<int, Parcel>(static (_, parcel) => parcel, new EmptyPool(), new OrderedBlockOptions());
        Assert.IsTrue(block.Post(1));
        await block.Completion.ToEnd();
        StringAssert.Contains(block.Completion.Exception!.InnerException!.Message, "rented out null");
    }

    // Of what was consumed.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Consuming), typeof(ReuseSetup))]
    public async Task Return_ThrowsAfterConsuming_FaultsTheBlock(ReuseSetup setup)
    {
        var pool = new CountingPool { OnReturn = static parcel => _ = parcel.Value == 700 ? throw s_error : 0 };
        var block = new ReuseBlock(setup, pool, static _ => Task.CompletedTask);
        await block.SendAsync(1000);
        await Ends.Faulted(block.Completion, s_error);
        Ends.With(Enumerable.Range(0, 701), block.Outputs.Entries);
        Assert.AreEqual(1, pool.Out);
    }

    // Of what a delegate was given that has failed.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.All), typeof(ReuseSetup))]
    public async Task Return_ThrowsAfterAFailure_FaultsTheBlockWithBoth(ReuseSetup setup)
    {
        var pool = new CountingPool { OnReturn = static parcel => _ = parcel.Value == 1 ? throw s_error : 0 };
        var block = new ReuseBlock(setup, pool, static item => item == 1 ? throw s_itemError : Task.CompletedTask);
        await block.SendAsync(2);
        await block.Completion.ToEnd();
        CollectionAssert.AreEquivalent((Exception[])[s_error, s_itemError], block.Completion.Exception!.InnerExceptions);
    }

    // Of what was dropped at the end.
    [TestMethod]
    [DynamicData(nameof(ReuseSetup.Offering), typeof(ReuseSetup))]
    public async Task Return_ThrowsAtTheEnd_FaultsTheBlock(ReuseSetup setup)
    {
        using var source = new CancellationTokenSource();
        OrderedBlockOptions options = setup.Options();
        options.CancellationToken = source.Token;
        var pool = new CountingPool { OnReturn = static parcel => _ = parcel.Value == 1 ? throw s_error : 0 };
        var block = new ReuseBlock(setup, pool, static _ => Task.CompletedTask, options, isLinked: false);
        block.Post(0, 1, 2);
        Wait.Until(() => block.Transform.OutputCount == 3, "not all are there");
        await source.CancelAsync();
        await Ends.Faulted(block.Completion, s_error);
        Assert.AreEqual(2, pool.Returned);
        Assert.AreEqual(1, pool.Out);
    }

    [TestMethod]
    public void Constructor_WithoutAPool_Throws()
    {
        var options = new OrderedBlockOptions();
        string?[] names =
        [
            Assert.ThrowsExactly<ArgumentNullException>(
                () => new OrderedTransformBlock<int, Parcel>(static (_, parcel) => parcel, null!, options)).ParamName,
            Assert.ThrowsExactly<ArgumentNullException>(
                () => new OrderedTransformBlock<int, Parcel>((Func<int, Parcel, Parcel>)null!, new EmptyPool(), options)).ParamName,
            Assert.ThrowsExactly<ArgumentNullException>(
                () => new OrderedActionBlock<int, Parcel>(static (_, parcel) => parcel, static _ => { }, null!, options)).ParamName,
        ];
        CollectionAssert.AreEqual((string[])["results", "transform", "results"], names);
    }

    private sealed class EmptyPool : IResultPool<Parcel>
    {
        public Parcel Rent() => null!;

        public void Return(Parcel result) => Assert.Fail("Nothing was rented.");
    }
}
