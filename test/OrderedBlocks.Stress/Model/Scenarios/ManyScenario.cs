using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// A whole block whose items have several outputs, on the model's pool and timer. An item's outputs are its tens: item 1 has 10, 11,
/// 12 and so on.
/// </summary>
internal abstract class ManyScenario : Scenario
{
    private OrderedTransformManyBlock<int, int>? _block;
    private ModelPool? _pool;
    private int _begun;
    private int _disposed;

    public override IEnumerable<(string Name, object Root)> Roots => [("", Block.Core), ("pool", _pool!)];

    protected OrderedTransformManyBlock<int, int> Block => _block!;

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
    /// <param name="workers">The block's parallelism, and threads of the pool.</param>
    /// <param name="outputs">Each item's.</param>
    /// <param name="options">The room for outputs.</param>
    /// <param name="extraThreads">More threads of the pool, for what else is scheduled there.</param>
    protected void Create(
        ModelRun run,
        int workers,
        Func<int, IEnumerable<int>> outputs,
        OrderedBlockOptions options,
        int extraThreads = 0)
    {
        _pool = ModelPool.Add(run, workers + extraThreads);
        options.BoundedCapacity = 2;
        options.MaxDegreeOfParallelism = workers;
        _block = new OrderedTransformManyBlock<int, int>(item => Tracked(outputs(item)), options);
        RingSlots.Touch(_block.Core.Ring);
    }

    protected void AddThread(ModelRun run, string name, Action body) => run.AddThread(name, () =>
    {
        _pool!.Enter();
        body();
    });

    protected void Link() => Block.LinkTo(Target, new DataflowLinkOptions { PropagateCompletion = true });

    protected void Post(int item) =>
        ((ITargetBlock<int>)Block).OfferMessage(new DataflowMessageHeader(1), item, source: null, consumeToAccept: false);

    protected static IEnumerable<int> TensOf(int item, int count) => Enumerable.Range(item * 10, count);

    protected void RequireAllDisposed(ModelRun run) =>
        run.Require(_begun == _disposed, $"{_begun} enumerators were begun, {_disposed} disposed of.");

    protected static void RequireOutputs(ModelRun run, IEnumerable<int> expected, IReadOnlyCollection<int> outputs) =>
        run.Require(outputs.SequenceEqual(expected), $"Came out: {string.Join(' ', outputs)}.");

    protected void RequireEnd(ModelRun run, TaskStatus status) => run.Require(
        Block.Completion.Status == status,
        $"The completion is {Block.Completion.Status} and not {status}.");

    private IEnumerable<int> Tracked(IEnumerable<int> outputs)
    {
        _begun++;
        try
        {
            foreach (int output in outputs)
            {
                yield return output;
            }
        }
        finally
        {
            _disposed++;
        }
    }
}
