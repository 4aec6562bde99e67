using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>
/// The ground of the conformance suite: makes blocks of the subject, and says the few things that all sections say.
/// Each test names the line of the protocol (A1 to E) that it stands for.
/// </summary>
public abstract class BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>A link that hands on the source's end.</summary>
    protected static readonly DataflowLinkOptions Propagate = new() { PropagateCompletion = true };

    /// <summary>The block under test.</summary>
    protected TSubject Subject { get; } = new();

    /// <summary>The subject's options, with what this test needs otherwise.</summary>
    /// <param name="capacity">The exact bound.</param>
    /// <param name="room">A bound below this is raised to it.</param>
    /// <param name="parallelism">The exact parallelism.</param>
    /// <param name="atLeastParallel">A parallelism below this is raised to it.</param>
    /// <param name="token">The block's token.</param>
    protected ExecutionDataflowBlockOptions Options(
        int? capacity = null, int room = 1, int? parallelism = null, int atLeastParallel = 1, CancellationToken token = default)
    {
        ExecutionDataflowBlockOptions options = Subject.OptionSet.ToBlockOptions();
        options.BoundedCapacity = capacity ?? AtLeast(options.BoundedCapacity, room);
        options.MaxDegreeOfParallelism = parallelism ?? AtLeast(options.MaxDegreeOfParallelism, atLeastParallel);
        options.CancellationToken = token;
        return options;
    }

    /// <summary>
    /// Whether the options go against those of the subject: threads of the block's own take no task scheduler and no unlimited
    /// parallelism. Asserts that the constructor says so.
    /// </summary>
    protected bool AreRefused(ExecutionDataflowBlockOptions options)
    {
        if (Subject.OptionSet.WorkerThreadMode == WorkerThreadMode.Pool)
        {
            return false;
        }

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => NewIdentity(options));
        Assert.AreEqual(Subject.OptionsParameter, error.ParamName);
        Assert.Contains("WorkerThreadMode = Dedicated needs ", error.Message);
        return true;
    }

    /// <summary>A block whose delegate never waits.</summary>
    protected IPropagatorBlock<int, int> NewBlock(Func<int, int> transform, ExecutionDataflowBlockOptions? options = null) =>
        Subject.OptionSet.Shape == DelegateShape.Synchronous
            ? Subject.Create(transform, options ?? Options())
            : Subject.CreateInShape<int, int>(async item => transform(item), options ?? Options());

    /// <summary>A block whose items stand at a gate.</summary>
    protected IPropagatorBlock<int, int> NewBlock(Gate gate, ExecutionDataflowBlockOptions? options = null) =>
        Subject.CreateInShape<int, int>(gate.Run, options ?? Options());

    /// <summary>A block that puts out what it takes in.</summary>
    protected IPropagatorBlock<int, int> NewIdentity(ExecutionDataflowBlockOptions? options = null) =>
        NewBlock(item => item, options);

    /// <summary>A block with these items in its output, linked to nothing.</summary>
    protected IPropagatorBlock<int, int> NewBlockWithOutput(params int[] items)
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: items.Length));
        PostAll(block, items);
        WaitForOutput(block, items.Length);
        return block;
    }

    /// <summary>A full block: the gate holds the items 1 to <paramref name="capacity"/>.</summary>
    protected IPropagatorBlock<int, int> NewFullBlock(Gate gate, int capacity = 1, CancellationToken token = default)
    {
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(capacity: capacity, token: token));
        PostAll(block, Enumerable.Range(1, capacity));
        gate.WaitForStart(1);
        return block;
    }

    /// <summary>Posts the items; all must be accepted, or be before long where the subject frees places later.</summary>
    protected void PostAll(ITargetBlock<int> block, params IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            bool isAccepted = Subject.TakingFreesThePlaceAtOnce ? block.Post(item) : SpinWait.SpinUntil(() => block.Post(item), Wait.Limit);
            Assert.IsTrue(isAccepted, $"Item {item} was not accepted.");
        }
    }

    /// <summary>Waits until exactly so many results are ready to be taken.</summary>
    protected void WaitForOutput(IPropagatorBlock<int, int> block, int count) => Wait.Until(
        () => Subject.OutputCount(block) == count, $"There are not {count} results but {Subject.OutputCount(block)}.");

    /// <summary>Waits until the block takes no more, asking with a message that is never there when it wants it.</summary>
    protected static void WaitUntilDeclining(IPropagatorBlock<int, int> block)
    {
        var probe = new ScriptedSource("probe") { OnConsume = _ => false, OnReserve = _ => false };
        Wait.Until(
            () => probe.Offer(block, 1, 0, consumeToAccept: true) == DataflowMessageStatus.DecliningPermanently,
            "The block still takes input.");
    }

    /// <summary>Receives so many results, in order.</summary>
    protected static int[] ReceiveMany(IPropagatorBlock<int, int> block, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => block.Receive(Wait.Limit))];

    /// <summary>The block as what TryReceive needs.</summary>
    protected static IReceivableSourceBlock<int> Output(IPropagatorBlock<int, int> block) =>
        (IReceivableSourceBlock<int>)block;

    /// <summary>The head of the output as an offer, made by a link that is gone again.</summary>
    protected static Offer PeekHead(IPropagatorBlock<int, int> block)
    {
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        using (block.LinkTo(target))
        {
            return target.WaitForOffers(1)[0];
        }
    }

    /// <summary>Waits for the end, which must be faulted with exactly these exceptions, flat, in this order.</summary>
    protected static async Task AssertFaulted(Task completion, params Exception[] expected)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, completion.Status);
        CollectionAssert.AreEqual(expected, completion.Exception!.InnerExceptions);
    }

    /// <summary>Waits for the end, which must be canceled.</summary>
    protected static async Task AssertCanceled(Task completion)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Canceled, completion.Status);
    }

    /// <summary>Asserts the exact sequence.</summary>
    protected static void AssertItems<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.AreEqual(string.Join(", ", expected), string.Join(", ", actual));

    private static int AtLeast(int value, int minimum) =>
        value == DataflowBlockOptions.Unbounded ? value : Math.Max(value, minimum);
}
