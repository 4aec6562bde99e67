using System.Threading.Tasks.Dataflow;
using ModelChecking;
using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// A whole block that ends in a delegate, on the model's pool and timer. It makes the tenfold of an item.
/// </summary>
internal abstract class ActionScenario : Scenario
{
    private OrderedActionBlock<int, int>? _block;
    private ModelPool? _pool;

    public override IEnumerable<(string Name, object Root)> Roots => [("", Block.Core), ("pool", _pool!)];

    protected OrderedActionBlock<int, int> Block => _block!;

    public override void CheckStep(ModelRun run)
    {
        if (_block?.Core.Ring.FindViolation() is { } violation)
        {
            run.Fail(violation);
        }
    }

    /// <summary>Creates the block, and the threads of the pool after those that were added before.</summary>
    protected void Create(
        ModelRun run,
        int capacity,
        int workers,
        Consumer<int> consumer,
        int extraThreads = 0,
        TaskScheduler? scheduler = null)
    {
        _pool = ModelPool.Add(run, workers + extraThreads);
        Func<int, int> produce = static item => item * 10;
        _block = new OrderedActionBlock<int, int>(
            Wrap.Transform(produce),
            _ => consumer,
            new ExecutionDataflowBlockOptions
            {
                BoundedCapacity = capacity,
                MaxDegreeOfParallelism = workers,
                TaskScheduler = scheduler ?? TaskScheduler.Default,
            },
            default(Position));
        RingSlots.Touch(_block.Core.Ring);
    }

    protected void AddThread(ModelRun run, string name, Action body) => run.AddThread(name, () =>
    {
        _pool!.Enter();
        body();
    });

    /// <summary>Offers an item as Post does.</summary>
    protected bool Post(int item) =>
        ((ITargetBlock<int>)Block).OfferMessage(new DataflowMessageHeader(1), item, source: null, consumeToAccept: false)
            == DataflowMessageStatus.Accepted;

    protected static void RequireSequence(ModelRun run, IEnumerable<int> expected, IEnumerable<int> consumed) => run.Require(
        consumed.SequenceEqual(expected),
        $"Consumed {string.Join(' ', consumed)} and not {string.Join(' ', expected)}.");

    protected void RequireEnd(ModelRun run, TaskStatus status) => run.Require(
        Block.Completion.Status == status,
        $"The completion is {Block.Completion.Status} and not {status}.");

    /// <summary>The conservation law: whatever was admitted is somewhere.</summary>
    protected void RequireBalance(ModelRun run)
    {
        OrderedBlockStatistics now = Block.Statistics;
        run.Require(
            now.Admitted == now.Released + now.Failed + now.Dropped + now.Queued + now.Running + now.Waiting,
            $"The statistics do not add up: {now}.");
    }
}
