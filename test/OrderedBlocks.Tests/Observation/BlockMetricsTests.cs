using System.Diagnostics.Metrics;
using System.Reflection;
using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Observation;

/// <summary>What the process's instruments say of a block, exactly, in each situation in which it stands still.</summary>
[TestClass]
public sealed class BlockMetricsTests
{
    private static readonly string[] s_instruments =
    [
        "ObservableCounter orderedblocks.items.admitted {item}",
        "ObservableCounter orderedblocks.items.released {item}",
        "ObservableCounter orderedblocks.items.failed {item}",
        "ObservableCounter orderedblocks.items.dropped {item}",
        "ObservableUpDownCounter orderedblocks.items.queued {item}",
        "ObservableUpDownCounter orderedblocks.items.running {item}",
        "ObservableUpDownCounter orderedblocks.items.waiting {item}",
        "ObservableGauge orderedblocks.item.oldest.age s",
        "ObservableUpDownCounter orderedblocks.capacity {item}",
        "ObservableUpDownCounter orderedblocks.parallelism {worker}",
        "ObservableUpDownCounter orderedblocks.senders.pending {message}",
        "ObservableUpDownCounter orderedblocks.workers.active {worker}",
        "ObservableCounter orderedblocks.workers.wakeups {wakeup}",
        "ObservableCounter orderedblocks.failures.lost {item}",
    ];

    public TestContext TestContext { get; set; } = null!;

    // No other test's blocks have this name.
    private string Name => $"{nameof(BlockMetricsTests)}.{TestContext.TestDisplayName}";

    [TestMethod]
    public void Meter_OfTheProcess_HasTheseInstruments()
    {
        List<string> instruments = [];
        List<string?> versions = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "OrderedBlocks")
                {
                    string kind = instrument.GetType().Name;
                    instruments.Add($"{kind[..^2]} {instrument.Name} {instrument.Unit}");
                    versions.Add(instrument.Meter.Version);
                    Assert.IsTrue(instrument.IsObservable);
                    Assert.IsFalse(string.IsNullOrEmpty(instrument.Description));
                }
            },
        };
        var block = new OrderedTransformBlock<int, int>(static item => item);
        listener.Start();

        CollectionAssert.AreEqual(s_instruments, instruments);
        string version = typeof(OrderedTransformBlock<,>).Assembly.GetName().Version!.ToString(3);
        CollectionAssert.AreEqual(s_instruments.Select(_ => version).ToArray(), versions);
        block.Complete();
    }

    [TestMethod]
    public async Task TransformBlock_InEachState_IsToldExactly()
    {
        using Readings readings = Readings.OfTheProcess();
        using var gate = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                Wait.ForEvent(gate);
                return item;
            },
            Options(capacity: 8, dop: 1));
        var figures = new Figures { Capacity = 8, Parallelism = 1 };
        AssertRests(figures, readings);

        Post(block, 5);
        figures = figures with { Workers = 1, WakeUps = 1 };
        AssertRests(figures with { Items = new() { Admitted = 5, Queued = 4, Running = 1 } }, readings);

        gate.Set();
        figures = figures with { Workers = 0 };
        AssertRests(figures with { Items = new() { Admitted = 5, Waiting = 5 } }, readings);

        Assert.AreEqual(1, block.Receive(Wait.Limit));
        Assert.AreEqual(2, block.Receive(Wait.Limit));
        AssertRests(figures with { Items = new() { Admitted = 5, Released = 2, Waiting = 3 } }, readings);

        block.Complete();
        Assert.IsTrue(block.TryReceiveAll(out _));
        await Await.Ends(block.Completion);
        AssertRests(new() { Items = new() { Admitted = 5, Released = 5 }, Capacity = 0, Parallelism = 0, WakeUps = 1 }, readings);
    }

    [TestMethod]
    public async Task ActionBlock_InEachState_IsToldExactly()
    {
        var consumption = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = new OrderedActionBlock<int, int>(
            static item => item, _ => consumption.Task, Options(capacity: 4, dop: 1));
        using Readings readings = Readings.OfTheProcess();
        Assert.IsTrue(block.Post(1));
        var figures = new Figures { Capacity = 4, Parallelism = 1, WakeUps = 1 };
        AssertRests(figures with { Items = new() { Admitted = 1, Waiting = 1 } }, readings);

        consumption.SetResult();
        AssertRests(figures with { Items = new() { Admitted = 1, Released = 1 } }, readings);

        block.Complete();
        await Await.Ends(block.Completion);
        AssertRests(
            figures with { Items = new() { Admitted = 1, Released = 1 }, Capacity = 0, Parallelism = 0 }, readings);
    }

    [TestMethod]
    public void UnboundedBlock_WithUnlimitedParallelism_HasNeitherFigure()
    {
        using Readings readings = Readings.OfTheProcess();
        var block = new OrderedTransformBlock<int, int>(
            static item => item, Options(DataflowBlockOptions.Unbounded, DataflowBlockOptions.Unbounded));
        AssertRests(new(), readings);
        GC.KeepAlive(block);
    }

    // The delegate's reasons, and those of a canceled block.
    [TestMethod]
    public async Task Drops_OfACanceledBlock_AreToldByReason()
    {
        using var cancellation = new CancellationTokenSource();
        ExecutionDataflowBlockOptions options = Options(capacity: 8, dop: 1);
        options.CancellationToken = cancellation.Token;
        var door = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = new OrderedTransformBlock<int, int>(
            item => item switch
            {
                1 or 2 => throw new OperationCanceledException(),
                3 => null!,
                _ => door.Task,
            },
            options);
        using Readings readings = Readings.OfTheProcess();

        // All are there before the worker comes: it need not come twice.
        block.DegreeOfParallelism = 0;
        Post(block, 6);
        block.DegreeOfParallelism = 1;
        Figures figures = new() { Capacity = 8, Parallelism = 1, Workers = 1, WakeUps = 1 };
        AssertRests(
            figures with { Items = new() { Admitted = 6, CanceledItems = 2, NullTasks = 1, Queued = 2, Running = 1 } }, readings);

        await cancellation.CancelAsync();
        AssertRests(
            figures with
            {
                Items = new() { Admitted = 6, CanceledItems = 2, NullTasks = 1, DroppedByCancellation = 2, Running = 1 },
            },
            readings);
        door.SetResult(4);
        await Await.EndsSomehow(block.Completion);
        AssertSettles(
            new OrderedBlockStatistics { Admitted = 6, CanceledItems = 2, NullTasks = 1, DroppedByCancellation = 3 }, readings);
    }

    [TestMethod]
    public async Task Drops_OfAFaultedBlock_AreToldByReason()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(capacity: 8, dop: 2));
        using Readings readings = Readings.OfTheProcess();
        Post(block, 5);
        gate.WaitForStarts(2);
        gate.Fail(2, new InvalidOperationException());
        AssertSettles(new OrderedBlockStatistics { Admitted = 5, Failed = 1, DroppedByFault = 3, Running = 1 }, readings);
        gate.Open(1);
        await Await.EndsSomehow(block.Completion);
        AssertSettles(new OrderedBlockStatistics { Admitted = 5, Failed = 1, DroppedByFault = 4 }, readings);
    }

    [TestMethod]
    public async Task Drops_OfABlockWhoseTargetsAreGone_AreToldByReason()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Complete, NameFormat = Name });
        using Readings readings = Readings.OfTheProcess();
        Post(block, 3);
        AssertSettles(new OrderedBlockStatistics { Admitted = 3, Waiting = 3 }, readings);
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        await Await.Ends(block.Completion);
        AssertSettles(new OrderedBlockStatistics { Admitted = 3, DroppedWithoutTargets = 3 }, readings);
    }

    [TestMethod]
    public void Parallelism_ThatIsChanged_IsToldAsItIs()
    {
        using Readings readings = Readings.OfTheProcess();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 8, dop: 3));
        AssertRests(new() { Capacity = 8, Parallelism = 3 }, readings);
        block.DegreeOfParallelism = 0;
        AssertRests(new() { Capacity = 8, Parallelism = 0 }, readings);
        block.DegreeOfParallelism = 2;
        AssertRests(new() { Capacity = 8, Parallelism = 2 }, readings);
    }

    [TestMethod]
    public async Task Senders_ThatWait_AreTold()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(capacity: 2, dop: 1));
        using Readings readings = Readings.OfTheProcess();
        Task<bool>[] sends = [.. Enumerable.Range(1, 5).Select(item => block.SendAsync(item))];
        Figures figures = new() { Capacity = 2, Parallelism = 1, Workers = 1, WakeUps = 1 };
        AssertRests(figures with { Items = new() { Admitted = 2, Queued = 1, Running = 1 }, Senders = 3 }, readings);

        gate.OpenAll();
        block.LinkTo(DataflowBlock.NullTarget<int>());
        Assert.DoesNotContain(false, await Await.Ends(Task.WhenAll(sends)));
        AssertSettles(new OrderedBlockStatistics { Admitted = 5, Released = 5 }, readings);
        block.Complete();
    }

    // They are reported as one, and what one of them has counted stays when it is gone.
    [TestMethod]
    public async Task Blocks_OfOneName_AreReportedAsTheirSum()
    {
        var first = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 8, dop: 1));
        var second = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 16, dop: 2));
        using Readings readings = Readings.OfTheProcess();
        Post(first, 3);
        Post(second, 4);
        AssertSettles(new OrderedBlockStatistics { Admitted = 7, Waiting = 7 }, readings);
        string[] lines = readings.Of(Name);
        Assert.Contains("capacity 24", lines);
        Assert.Contains("parallelism 3", lines);

        first.Complete();
        Assert.IsTrue(first.TryReceiveAll(out _));
        await Await.Ends(first.Completion);
        AssertSettles(new OrderedBlockStatistics { Admitted = 7, Released = 3, Waiting = 4 }, readings);
        Wait.Until(() => readings.Of(Name).Contains("capacity 16"), "The places of the block that has ended still count.");

        second.Fault(new InvalidOperationException());
        await Await.EndsSomehow(second.Completion);
        AssertSettles(new OrderedBlockStatistics { Admitted = 7, Released = 3, DroppedByFault = 4 }, readings);

        var third = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 4, dop: 1));
        Post(third, 2);
        AssertSettles(new OrderedBlockStatistics { Admitted = 9, Released = 3, DroppedByFault = 4, Waiting = 2 }, readings);
        third.Complete();
    }

    // It is made before anybody listens, as a rule before the listener of a program is there.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Block_MadeBeforeAListener_IsToldOfFromItsFirstItemOrPauseOn(bool isPaused)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 8, dop: 1));
        using Readings readings = Readings.OfTheProcess();
        Assert.IsEmpty(readings.Of(Name));

        if (isPaused)
        {
            block.DegreeOfParallelism = 0;
        }

        Assert.IsTrue(block.Post(1));
        AssertSettles(
            isPaused ? new OrderedBlockStatistics { Admitted = 1, Queued = 1 } : new OrderedBlockStatistics { Admitted = 1, Waiting = 1 },
            readings);
        block.DegreeOfParallelism = 1;
        block.Complete();
        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        await Await.Ends(block.Completion);
        AssertSettles(new OrderedBlockStatistics { Admitted = 1, Released = 1 }, readings);
    }

    // A message that is fetched counts; if it is gone, the next one makes up for it, and the total never goes down.
    [TestMethod]
    public void Admitted_WithAMessageThatIsGone_DoesNotGoDown()
    {
        using Readings readings = Readings.OfTheProcess();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 8, dop: 1));
        List<string> seen = [];
        void Look() => seen.Add(readings.Of(Name).Single(static line => line.StartsWith("items.admitted", StringComparison.Ordinal)));
        var source = new ScriptedSource
        {
            OnConsume = id =>
            {
                Look();
                return id != 1;
            },
        };
        Look();
        source.Offer(block, id: 1, value: 1, consumeToAccept: true);
        Look();
        source.Offer(block, id: 2, value: 2, consumeToAccept: true);
        Look();
        source.Offer(block, id: 3, value: 3, consumeToAccept: true);
        Look();

        int[] admitted = [.. seen.Select(static line => int.Parse(line.Split(' ')[1], null))];
        Assert.AreEqual("0 1 1 1 1 2 2", string.Join(' ', admitted));
        Assert.AreEqual(2, block.Statistics.Admitted);
        block.Complete();
    }

    // While items move and blocks end, no total that is told is smaller than the one before.
    [TestMethod]
    public async Task Totals_WhileBlocksComeAndGo_NeverGoDown()
    {
        using Readings readings = Readings.OfTheProcess();
        using var watching = new CancellationTokenSource();
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task watch = Task.Run(() =>
        {
            Dictionary<string, long> last = [];
            while (!watching.IsCancellationRequested)
            {
                looked.TrySetResult();
                foreach (string line in readings.Of(Name).Where(static line => IsTotal(line)))
                {
                    int space = line.LastIndexOf(' ');
                    string figure = line[..space];
                    long value = long.Parse(line[space..], null);
                    Assert.IsGreaterThanOrEqualTo(last.GetValueOrDefault(figure), value, figure);
                    last[figure] = value;
                }
            }
        });
        await Await.Ends(looked.Task);
        for (int round = 0; round < 50; round++)
        {
            var block = new OrderedActionBlock<int, int>(
                static item => item % 3 == 0 ? throw new OperationCanceledException() : item,
                static _ => { },
                Options(capacity: 16, dop: 2));
            for (int item = 0; item < 30; item++)
            {
                Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
            }

            block.Complete();
            await Await.Ends(block.Completion);
        }

        await watching.CancelAsync();
        await Await.Ends(watch);
        // The totals only: of the levels nothing is told, unless the timer came to look while a block was there.
        AssertSettles(
            new OrderedBlockStatistics { Admitted = 1500, Released = 1000, CanceledItems = 500 },
            readings,
            static line => IsTotal(line) && IsOfItems(line));
    }

    private static bool IsOfItems(string line) => line.StartsWith("items.", StringComparison.Ordinal);

    private static bool IsTotal(string line) => Array.Exists(
        ["items.admitted", "items.released", "items.failed", "items.dropped", "workers.wakeups", "failures.lost"],
        total => line.StartsWith(total, StringComparison.Ordinal));

    private ExecutionDataflowBlockOptions Options(int capacity, int dop) =>
        new() { BoundedCapacity = capacity, MaxDegreeOfParallelism = dop, NameFormat = Name };

    // The items 1 to count.
    private static void Post(OrderedTransformBlock<int, int> block, int count)
    {
        foreach (int item in Enumerable.Range(1, count))
        {
            Assert.IsTrue(block.Post(item));
        }
    }

    private void AssertRests(Figures expected, Readings readings)
    {
        string[] lines = expected.Lines();
        if (!SpinWait.SpinUntil(() => readings.Of(Name).SequenceEqual(lines), Wait.Limit))
        {
            CollectionAssert.AreEqual(lines, readings.Of(Name));
        }
    }

    // As above, for what is known exactly: how often workers were woken, and what there is of the rest, depends on the threads.
    private void AssertSettles(OrderedBlockStatistics expected, Readings readings) =>
        AssertSettles(expected, readings, IsOfItems);

    private void AssertSettles(OrderedBlockStatistics expected, Readings readings, Func<string, bool> isKnown)
    {
        string[] lines = [.. new Figures { Items = expected }.Lines().Where(isKnown)];
        string[] Read() => [.. readings.Of(Name).Where(isKnown)];
        if (!SpinWait.SpinUntil(() => Read().SequenceEqual(lines), Wait.Limit))
        {
            CollectionAssert.AreEqual(lines, Read());
        }
    }
}
