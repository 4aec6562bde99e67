using System.Threading.Tasks.Sources;
using OrderedBlocks.Delegates;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Delegates;

/// <summary>Each wait ends once, whatever the source of its value task does.</summary>
[TestClass]
public sealed class AwaitingTests
{
    private readonly Awaiting _awaiting;
    private int _ended;

    public AwaitingTests() => _awaiting = new Awaiting(() => _ended++, new QueueScheduler());

    // The source calls back, the block goes on to the next item on another thread, and only now does the source throw.
    [TestMethod]
    public void Await_SourceThrowsAfterTheNextWaitHasBegun_LeavesThatWaitAlone()
    {
        var second = new Source();
        ValueTask next = second.Task;
        Source first = CallingBackAndThrowing(() => _awaiting.Await(ref next));

        ValueTask pending = first.Task;
        _awaiting.Await(ref pending);

        Assert.AreEqual(1, _ended);
        Assert.IsFalse(next.IsCompleted);
        Assert.IsFalse(_awaiting.IsSpent);

        second.End();

        Assert.AreEqual(2, _ended);
        Assert.IsTrue(next.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Await_SourceThrowsAfterTheNextWaitHasBegun_LeavesThatWaitAlone_WithResult()
    {
        var second = new Source();
        ValueTask<int> next = second.TaskWithResult;
        Source first = CallingBackAndThrowing(() => _awaiting.Await(ref next));

        ValueTask<int> pending = first.TaskWithResult;
        _awaiting.Await(ref pending);

        Assert.AreEqual(1, _ended);
        Assert.IsFalse(next.IsCompleted);

        second.End();

        Assert.AreEqual(2, _ended);
        Assert.IsTrue(next.IsCompletedSuccessfully);
    }

    // The callback that comes all the same must find nothing to end, so the next wait needs an object of its own.
    [TestMethod]
    public void Await_SourceThrowsAndCallsBackLater_EndsOnceAndIsSpent()
    {
        Action? callback = null;
        var reason = new InvalidOperationException("No promise.");
        var source = new Source
        {
            Subscribed = continuation =>
            {
                callback = continuation;
                throw reason;
            },
        };

        ValueTask pending = source.Task;
        _awaiting.Await(ref pending);

        Assert.AreEqual(1, _ended);
        Assert.IsTrue(_awaiting.IsSpent);
        Assert.AreSame(reason, pending.AsTask().Exception!.InnerException);

        callback!();

        Assert.AreEqual(1, _ended);
    }

    private static Source CallingBackAndThrowing(Action afterCallback) => new()
    {
        Subscribed = continuation =>
        {
            continuation();
            afterCallback();
            throw new InvalidOperationException("Too late.");
        },
    };

    private sealed class Source : IValueTaskSource, IValueTaskSource<int>
    {
        private Action? _continuation;
        private bool _isOver;

        // What subscribing does. Unless the test says otherwise, the source keeps the continuation for the end.
        public Action<Action>? Subscribed { get; init; }

        public ValueTask Task => new(this, 0);

        public ValueTask<int> TaskWithResult => new(this, 0);

        public void End()
        {
            _isOver = true;
            _continuation!();
        }

        public ValueTaskSourceStatus GetStatus(short token) =>
            _isOver ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public int GetResult(short token) => 0;

        void IValueTaskSource.GetResult(short token)
        {
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _continuation = () => continuation(state);
            Subscribed?.Invoke(_continuation);
        }
    }
}
