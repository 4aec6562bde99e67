using System.Threading.Tasks.Sources;
using ModelChecking;
using OrderedBlocks.Delegates;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a thread that waits for a value task whose source calls back at once and then throws; the pool, which then waits for a second
/// value task with the same object; a thread that ends the second. Allowed: each wait ends once. Forbidden: a second wait that ends before
/// its task; one that does not end.
/// </summary>
internal sealed class AwaitMeanwhile : Scenario
{
    private readonly HastySource _first = new();
    private readonly ScriptedConsumer _second = new(pendsAt: 1);
    private Awaiting? _awaiting;
    private ModelPool? _pool;
    private ValueTask _pending;
    private int _ended;

    public override IEnumerable<(string Name, object Root)> Roots => [("awaiting", _awaiting!), ("pool", _pool!)];

    public override void Set(ModelRun run)
    {
        ModelPool pool = ModelPool.Add(run, threads: 1);
        _pool = pool;
        _awaiting = new Awaiting(OnEnded, new WorkScheduler(TaskScheduler.Default));
        run.AddThread("waiter", () =>
        {
            pool.Enter();
            _pending = new ValueTask(_first, 0);
            _awaiting.Await(ref _pending);
        });
        run.AddThread("ender", () =>
        {
            pool.Enter();
            _second.End();
        });
    }

    public override void CheckEnd(ModelRun run) => run.Require(_ended == 2, $"{_ended} waits have ended.");

    // As the block does: what comes next is scheduled, and another thread does it.
    private void OnEnded()
    {
        if (++_ended == 1)
        {
            ModelPool.Current.Queue(() =>
            {
                _second.TryConsume(1, out _pending);
                _awaiting!.Await(ref _pending);
            });
        }
        else
        {
            ModelRun.Current.Require(_second.GetStatus(0) == ValueTaskSourceStatus.Succeeded, "The wait has ended before its task.");
        }
    }

    private sealed class HastySource : IValueTaskSource
    {
        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void GetResult(short token)
        {
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            continuation(state);
            throw new InvalidOperationException();
        }
    }
}
