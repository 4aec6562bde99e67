using System.Runtime.CompilerServices;
using OrderedBlocks.Observation;
using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Observation;

/// <summary>What is kept of blocks that are gone, and for how long. With instruments of the test's own.</summary>
[TestClass]
public sealed class BlockRegistryTests
{
    private const string Unique = nameof(BlockRegistryTests) + " {1}";
    private const string Named = nameof(BlockRegistryTests);

    [TestMethod]
    public void UniqueName_AfterTheEnd_IsReportedOnceMore()
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen();
        OrderedTransformBlock<int, int> block = Create(Unique);
        int number = metrics.Register(block.Core);
        Post(block, 3);
        Figures figures = new() { Items = new() { Admitted = 3, Waiting = 3 }, Capacity = 16, Parallelism = 1, WakeUps = 1, Age = 0 };
        AssertRests(figures, block.ToString(), readings);

        Assert.IsTrue(block.TryReceiveAll(out _));
        metrics.Blocks.Unregister(ref number, block.Core);
        CollectionAssert.AreEqual(
            (figures with { Items = new() { Admitted = 3, Released = 3 }, Capacity = 0, Parallelism = 0 }).Lines(),
            readings.Of(block.ToString()));
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
        Assert.IsEmpty(readings.Of(block.ToString()));
    }

    // A block that was never seen is told of as well, once.
    [TestMethod]
    public void UniqueName_OfABlockBetweenTwoReadings_IsReportedOnce()
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen("orderedblocks.items.admitted", "orderedblocks.items.queued");
        OrderedTransformBlock<int, int> block = Create(Unique);
        int number = metrics.Register(block.Core);
        Post(block, 3);
        metrics.Blocks.Unregister(ref number, block.Core);

        Lines.AreExactly(readings.Of(block.ToString()), "items.admitted 3");
        Assert.IsEmpty(readings.Of(block.ToString()));
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
    }

    // Such as one that is faulted before a worker has come.
    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    public void Block_ThatEndsBeforeItIsRegistered_IsToldOfIfItHadItems(int items)
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen("orderedblocks.items.admitted");
        OrderedTransformBlock<int, int> block = Create(Named);
        Post(block, items);
        int number = 0;
        metrics.Blocks.Unregister(ref number, block.Core);
        Assert.AreEqual(0, metrics.Blocks.Registry.Count);
        Lines.AreExactly(readings.Of(Named), items == 0 ? [] : [$"items.admitted {items}"]);

        // Its first worker may come after that.
        metrics.Blocks.Register(ref number, block.Core);
        Assert.AreEqual(0, metrics.Blocks.Registry.Count);
    }

    [TestMethod]
    public void Block_RegisteredTwice_IsThereOnce()
    {
        using var metrics = new OwnMetrics();
        OrderedTransformBlock<int, int> block = Create(Named);
        int number = metrics.Register(block.Core);
        int first = number;
        metrics.Blocks.Register(ref number, block.Core);
        Assert.AreEqual((first, 1), (number, metrics.Blocks.Registry.Count));
        metrics.Blocks.Unregister(ref number, block.Core);
        Assert.AreEqual(0, metrics.Blocks.Registry.Count);
    }

    [TestMethod]
    public void UniqueName_WithoutAListener_IsForgottenAtTheEnd()
    {
        using var metrics = new OwnMetrics();
        OrderedTransformBlock<int, int> block = Create(Unique);
        int number = metrics.Register(block.Core);
        metrics.Blocks.Unregister(ref number, block.Core);

        Assert.AreEqual(0, metrics.Blocks.Registry.Count);
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
    }

    // What its end had to tell was not collected, and nobody is left who could: the next end clears it away.
    [TestMethod]
    public void UniqueName_WhoseListenerHasGone_IsForgottenWithTheNextEnd()
    {
        using var metrics = new OwnMetrics();
        OrderedTransformBlock<int, int>[] blocks = [Create(Unique), Create(Unique)];
        int[] numbers = [.. blocks.Select(block => metrics.Register(block.Core))];
        using (metrics.Listen())
        {
            metrics.Blocks.Unregister(ref numbers[0], blocks[0].Core);
            Assert.AreEqual(1, metrics.Blocks.Registry.NameCount);
        }

        metrics.Blocks.Unregister(ref numbers[1], blocks[1].Core);
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
    }

    // Each instrument tells it, whenever it is asked.
    [TestMethod]
    public void UniqueName_AfterTheEnd_WaitsForTheLastInstrument()
    {
        using var metrics = new OwnMetrics();
        using Readings admitted = metrics.Listen("orderedblocks.items.admitted");
        using Readings released = metrics.Listen("orderedblocks.items.released");
        OrderedTransformBlock<int, int> block = Create(Unique);
        int number = metrics.Register(block.Core);
        Post(block, 2);
        metrics.Blocks.Unregister(ref number, block.Core);

        Lines.AreExactly(admitted.Of(block.ToString()), "items.admitted 2");
        Assert.IsEmpty(admitted.Of(block.ToString()));
        Assert.AreEqual(1, metrics.Blocks.Registry.NameCount);
        Lines.AreExactly(released.Of(block.ToString()), "items.released 0");
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
    }

    [TestMethod]
    public void Name_OfEndedBlocks_IsKeptAndGoesOn()
    {
        using var metrics = new OwnMetrics();
        EndOne(metrics, Named, items: 3);
        using Readings readings = metrics.Listen("orderedblocks.items.admitted", "orderedblocks.items.queued");
        Lines.AreExactly(readings.Of(Named), "items.admitted 3");
        Lines.AreExactly(readings.Of(Named), "items.admitted 3");

        EndOne(metrics, Named, items: 2);
        Lines.AreExactly(readings.Of(Named), "items.admitted 5");
        Assert.AreEqual(1, metrics.Blocks.Registry.NameCount);
    }

    [TestMethod]
    public void Names_OfEndedBlocks_AreForgottenFromTheOldestOn()
    {
        using var metrics = new OwnMetrics(mostEndedNames: 3);
        using Readings readings = metrics.Listen("orderedblocks.items.admitted");
        foreach (string name in (string[])["a", "b", "c", "a", "d", "e"])
        {
            EndOne(metrics, name, items: 1);
        }

        string[] names = readings.Names();
        Array.Sort(names, StringComparer.Ordinal);
        Lines.AreExactly(names, "a", "d", "e");
        Lines.AreExactly(readings.Of("a"), "items.admitted 2");
    }

    // A thousand names that come and go between two readings: a bounded number of them is kept.
    [TestMethod]
    public void UniqueNames_ThatEndBetweenTwoReadings_AreBounded()
    {
        using var metrics = new OwnMetrics(mostEndedNames: 10);
        using Readings readings = metrics.Listen("orderedblocks.items.admitted");
        for (int number = 0; number < 1000; number++)
        {
            EndOne(metrics, Unique, items: 0);
        }

        Assert.AreEqual(10, metrics.Blocks.Registry.NameCount);
        Assert.HasCount(10, readings.Names());
        Assert.AreEqual(0, metrics.Blocks.Registry.NameCount);
    }

    // Blocks that were simply forgotten: their totals stay as they were read last.
    [TestMethod]
    public async Task Block_ThatIsForgotten_IsCollectedAndItsTotalsStay()
    {
        using var metrics = new OwnMetrics();
        using Readings readings = metrics.Listen("orderedblocks.items.admitted", "orderedblocks.items.waiting");
        WeakReference block = RegisterAndForget(metrics, readings);
        await AssertCollected(block);

        Lines.AreExactly(readings.Of(Named), "items.admitted 3", "items.waiting 0");
        Assert.AreEqual(0, metrics.Blocks.Registry.Count);
        EndOne(metrics, Named, items: 4);
        Lines.AreExactly(readings.Of(Named), "items.admitted 7", "items.waiting 0");
    }

    // Nobody listens, so nobody walks through: constructing more does.
    [TestMethod]
    public async Task Entries_OfCollectedBlocks_AreTakenOut()
    {
        using var metrics = new OwnMetrics();
        WeakReference[] forgotten = [.. Enumerable.Range(0, 500).Select(_ => RegisterOne(metrics))];
        await AssertCollected(forgotten);
        OrderedTransformBlock<int, int>[] more = [.. Enumerable.Range(0, 600).Select(_ => Create(Unique))];
        foreach (OrderedTransformBlock<int, int> block in more)
        {
            metrics.Register(block.Core);
        }

        Assert.IsLessThan(1100, metrics.Blocks.Registry.Count);
        using Readings readings = metrics.Listen("orderedblocks.items.admitted");
        CollectionAssert.AreEquivalent(more.Select(static block => block.ToString()).ToArray(), readings.Names());
        Assert.AreEqual(600, metrics.Blocks.Registry.Count);
        GC.KeepAlive(more);
    }

    // The process's own registry, while somebody listens: as a user's block.
    [TestMethod]
    public async Task Block_ThatIsObservedAndForgotten_IsCollected()
    {
        using Readings readings = Readings.OfTheProcess();
        WeakReference block = UseAndForget(readings);
        await AssertCollected(block);
    }

    [TestMethod]
    [DataRow("{0} Id={1}", true)]
    [DataRow("{1}", true)]
    [DataRow("a{1,8:X}b", true)]
    [DataRow("{0}", false)]
    [DataRow("plain", false)]
    [DataRow("", false)]
    [DataRow("{{1}}", false)]
    [DataRow("{1", false)]
    [DataRow("{2}{1}", false)]
    public void AreUnique_OfAFormat_IsWhetherTheNumberIsInIt(string format, bool expected) =>
        Assert.AreEqual(expected, BlockNames.AreUnique(format));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RegisterAndForget(OwnMetrics metrics, Readings readings)
    {
        OrderedTransformBlock<int, int> block = Create(Named);
        metrics.Register(block.Core);
        Post(block, 3);
        Await.Until(() => block.Statistics.Waiting == 3, "three wait");
        Lines.AreExactly(readings.Of(Named), "items.admitted 3", "items.waiting 3");
        return new WeakReference(block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RegisterOne(OwnMetrics metrics)
    {
        OrderedTransformBlock<int, int> block = Create(Unique);
        metrics.Register(block.Core);
        return new WeakReference(block.Core);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndForget(Readings readings)
    {
        OrderedTransformBlock<int, int> block = Create(Unique);
        Post(block, 3);
        Await.Until(() => block.Statistics.Waiting == 3, "three wait");
        Assert.IsTrue(block.TryReceiveAll(out _));
        Assert.Contains("items.released 3", readings.Of(block.ToString()));
        return new WeakReference(block);
    }

    private static async Task AssertCollected(params WeakReference[] references)
    {
        await Task.Yield();
        Await.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return references.All(static reference => !reference.IsAlive);
            },
            "everything is let go");
    }

    private static void EndOne(OwnMetrics metrics, string nameFormat, int items)
    {
        OrderedTransformBlock<int, int> block = Create(nameFormat);
        int number = metrics.Register(block.Core);
        Post(block, items);
        metrics.Blocks.Unregister(ref number, block.Core);
    }

    private static OrderedTransformBlock<int, int> Create(string nameFormat) => new(
        static item => item,
        new ExecutionDataflowBlockOptions { BoundedCapacity = 16, NameFormat = nameFormat });

    private static void Post(OrderedTransformBlock<int, int> block, int count)
    {
        foreach (int item in Enumerable.Range(1, count))
        {
            Assert.IsTrue(block.Post(item));
        }
    }

    private static void AssertRests(Figures expected, string name, Readings readings)
    {
        string[] lines = expected.Lines();
        if (!SpinWait.SpinUntil(() => readings.Of(name).SequenceEqual(lines), Await.Limit))
        {
            CollectionAssert.AreEqual(lines, readings.Of(name));
        }
    }
}
