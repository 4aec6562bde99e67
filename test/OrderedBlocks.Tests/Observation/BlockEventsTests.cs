using System.Diagnostics.Tracing;
using OrderedBlocks.Observation;
using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Observation;

/// <summary>The events of a block's life, each and in order.</summary>
[TestClass]
public sealed class BlockEventsTests
{
    public TestContext TestContext { get; set; } = null!;

    private string Name => $"{nameof(BlockEventsTests)}.{TestContext.TestName}";

    [TestMethod]
    public void Events_OfABlockThatCompletes_AreInOrder()
    {
        using var events = new EventRecorder(Name);
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 4, dop: 1));
        Assert.IsTrue(block.Post(1));
        events.WaitFor(3);
        Assert.IsTrue(block.Post(2));
        events.WaitFor(5);
        block.Complete();
        Assert.IsTrue(block.TryReceiveAll(out _));
        events.WaitFor(6);

        string[] expected =
            ["BlockCreated 4 1", "WorkerStarted 1", "WorkerRetired 1", "WorkerStarted", "WorkerRetired", "BlockCompleted"];

        // A worker may still be on its way to rest when the next one is woken, which is then a new one.
        string[] seen = [.. events.Events.Select(static (line, number) => number is 3 or 4 ? line.Split(' ')[0] : line)];
        CollectionAssert.AreEqual(expected, seen);
    }

    [TestMethod]
    public void Workers_OfABlock_AreToldOneByOne()
    {
        using var events = new EventRecorder(Name);
        var gate = new Gate();
        var block = new OrderedActionBlock<int, int>(
            gate.Run, static _ => { }, Options(DataflowBlockOptions.Unbounded, DataflowBlockOptions.Unbounded));
        Assert.IsTrue(block.Post(1));
        gate.WaitForStart(1);
        Assert.IsTrue(block.Post(2));
        gate.WaitForStart(2);
        gate.Open(1);
        events.WaitFor(4);
        gate.Open(2);
        events.WaitFor(5);
        block.Complete();
        events.WaitFor(6);

        Lines.AreExactly(
            events.Events,
            "BlockCreated -1 -1",
            "WorkerStarted 1",
            "WorkerStarted 2",
            "WorkerRetired 1",
            "WorkerRetired 2",
            "BlockCompleted");
    }

    // The only output fills the block; the sender that finds it full finds nothing to do. It was not woken.
    [TestMethod]
    public void Sender_ThatLendsAHand_IsToldAsAWorkerAndNotAsWoken()
    {
        using var events = new EventRecorder(Name);
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new OrderedBlockOptions { BoundedCapacity = 1, MaxDegreeOfParallelism = 1, CallerRuns = true, NameFormat = Name });
        Assert.IsTrue(block.Post(1));
        events.WaitFor(3);
        Task<bool> send = block.SendAsync(2);
        Assert.IsFalse(send.IsCompleted);

        string[] seen = [.. events.Events.Select(static (line, number) => number < 3 ? line : line.Split(' ')[0])];
        Lines.AreExactly(seen, "BlockCreated 1 1", "WorkerStarted 1", "WorkerRetired 1", "WorkerStarted", "WorkerRetired");
        Assert.AreEqual(1, ((IObservedBlock)block.Core).WakeUpCount);
        block.Fault(new InvalidOperationException());
    }

    [TestMethod]
    public async Task Events_OfABlockThatIsFaulted_SayWhy()
    {
        using var events = new EventRecorder(Name);
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 4, dop: 2));
        block.Fault(new InvalidOperationException("Enough."));
        await Await.EndsSomehow(block.Completion);
        events.WaitFor(2);

        Lines.AreExactly(events.Events, "BlockCreated 4 2", "BlockFaulted System.InvalidOperationException: Enough.");
    }

    // Neither an exception that throws nor a very long one keeps the block from ending, or the event from being told.
    [TestMethod]
    public async Task Events_OfAnExceptionThatIsHardToTell_SayWhatCanBeSaid()
    {
        using var events = new EventRecorder(Name);
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 4, dop: 2));
        block.Fault(new UntellableException());
        await Await.EndsSomehow(block.Completion);
        events.WaitFor(2);
        var second = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 4, dop: 2));
        second.Fault(new InvalidOperationException(new string('x', 100_000)));
        await Await.EndsSomehow(second.Completion);
        string[] seen = events.Events;
        Await.Until(() => (seen = events.Events).Length == 4, "four events");

        Assert.AreEqual($"BlockFaulted {typeof(UntellableException)}", seen[1]);
        Assert.AreEqual(
            "BlockFaulted " + ("System.InvalidOperationException: " + new string('x', 100_000))[..16_000], seen[3]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Events_OfABlockThatIsCanceled_AreInOrder(bool before)
    {
        using var events = new EventRecorder(Name);
        using var cancellation = new CancellationTokenSource();
        ExecutionDataflowBlockOptions options = Options(capacity: 4, dop: 2);
        options.CancellationToken = cancellation.Token;
        if (before)
        {
            await cancellation.CancelAsync();
        }

        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        await cancellation.CancelAsync();
        await Await.EndsSomehow(block.Completion);
        events.WaitFor(2);

        Lines.AreExactly(events.Events, "BlockCreated 4 2", "BlockCanceled");
    }

    // The runtime checks ids, arguments and keywords of the events against each other.
    [TestMethod]
    public void EventSource_OfTheLibrary_HasAStrictManifest()
    {
        string? manifest = EventSource.GenerateManifest(
            typeof(BlockEvents), assemblyPathToIncludeInManifest: null, EventManifestOptions.Strict);
        Assert.IsNotNull(manifest);
        Assert.AreEqual("OrderedBlocks", EventSource.GetName(typeof(BlockEvents)));
    }

    private ExecutionDataflowBlockOptions Options(int capacity, int dop) =>
        new() { BoundedCapacity = capacity, MaxDegreeOfParallelism = dop, NameFormat = Name };

    private sealed class UntellableException : Exception
    {
        public override string ToString() => throw new InvalidOperationException("Not even this.");
    }
}
