using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// A whole block on the model's pool and timer: its workers, links, senders, life cycle. The delegate makes the tenfold of an
/// item. The timer and each thread of the pool are threads of the model.
/// </summary>
internal abstract class BlockScenario : Scenario
{
    private OrderedTransformBlock<int, int>? _block;
    private ModelPool? _pool;

    public override IEnumerable<(string Name, object Root)> Roots => [("", Block.Core), ("pool", _pool!)];

    protected OrderedTransformBlock<int, int> Block => _block!;

    /// <summary>A target that takes everything.</summary>
    protected RecordingTarget Target { get; } = new();

    public override void CheckStep(ModelRun run)
    {
        if (_block?.Core.Ring.FindViolation() is { } violation)
        {
            run.Fail(violation);
        }
    }

    /// <summary>Creates the block, and the threads of the pool after those that were added before.</summary>
    /// <param name="run">To add the threads to.</param>
    /// <param name="capacity">The block's.</param>
    /// <param name="workers">The block's parallelism, and threads of the pool.</param>
    /// <param name="transform">The delegate.</param>
    /// <param name="extraThreads">More threads of the pool, for what else is scheduled there.</param>
    /// <param name="slots">How many slots are used; null for all.</param>
    /// <param name="options">Where the rest is put; null for those that Dataflow has.</param>
    /// <param name="token">The block's.</param>
    protected void Create(
        ModelRun run,
        int capacity,
        int workers,
        Func<int, int>? transform = null,
        int extraThreads = 0,
        int? slots = null,
        ExecutionDataflowBlockOptions? options = null,
        CancellationToken token = default)
    {
        _pool = ModelPool.Add(run, workers + extraThreads);
        options ??= new ExecutionDataflowBlockOptions();
        options.BoundedCapacity = capacity;
        options.MaxDegreeOfParallelism = workers;
        options.CancellationToken = token;
        _block = new OrderedTransformBlock<int, int>(transform ?? (static item => item * 10), options);
        RingSlots.Touch(_block.Core.Ring, slots);
    }

    protected void AddThread(ModelRun run, string name, Action body) => run.AddThread(name, () =>
    {
        _pool!.Enter();
        body();
    });

    protected void Link() => Block.LinkTo(Target, new DataflowLinkOptions { PropagateCompletion = true });

    /// <summary>Offers an item as Post does.</summary>
    protected bool Post(int item) =>
        ((ITargetBlock<int>)Block).OfferMessage(new DataflowMessageHeader(1), item, source: null, consumeToAccept: false)
            == DataflowMessageStatus.Accepted;

    protected static void RequireSequence(ModelRun run, IEnumerable<int> items, IReadOnlyCollection<int> outputs) => run.Require(
        outputs.SequenceEqual(items.Select(static item => item * 10)),
        $"Accepted {string.Join(' ', items)}, came out {string.Join(' ', outputs)}.");

    protected static void RequirePrefix(ModelRun run, IEnumerable<int> items, IReadOnlyCollection<int> outputs) => run.Require(
        outputs.SequenceEqual(items.Select(static item => item * 10).Take(outputs.Count)),
        $"Accepted {string.Join(' ', items)}, came out {string.Join(' ', outputs)}.");

    /// <summary>The conservation law: whatever was admitted is somewhere.</summary>
    protected void RequireBalance(ModelRun run)
    {
        OrderedBlockStatistics now = Block.Statistics;
        run.Require(
            now.Admitted == now.Released + now.Failed + now.Dropped + now.Queued + now.Running + now.Waiting,
            $"The statistics do not add up: {now}.");
    }

    protected void RequireEnd(ModelRun run, TaskStatus status) => run.Require(
        Block.Completion.Status == status,
        $"The completion is {Block.Completion.Status} and not {status}.");
}
