using System.Threading.Tasks.Sources;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Value tasks over sources of the user's: sound ones, and ones that throw wherever they can.</summary>
[TestClass]
public sealed class ValueTaskSourceTests
{
    private readonly InvalidOperationException _reason = new("Cannot.");
    private readonly Log<int> _consumed = new();

    public enum Where
    {
        GetStatus,
        GetStatusLater,
        OnCompleted,
        GetResult,
    }

    [TestMethod]
    [DataRow(Where.GetStatus, WorkerThreadMode.Pool)]
    [DataRow(Where.GetStatusLater, WorkerThreadMode.Pool)]
    [DataRow(Where.OnCompleted, WorkerThreadMode.Pool)]
    [DataRow(Where.GetResult, WorkerThreadMode.Pool)]
    [DataRow(Where.GetStatus, WorkerThreadMode.Dedicated)]
    [DataRow(Where.GetStatusLater, WorkerThreadMode.Dedicated)]
    [DataRow(Where.OnCompleted, WorkerThreadMode.Dedicated)]
    [DataRow(Where.GetResult, WorkerThreadMode.Dedicated)]
    public async Task Consume_SourceThrows_FaultsTheBlock(Where where, WorkerThreadMode workerThreads)
    {
        OrderedBlockOptions options = Options();
        options.WorkerThreadMode = workerThreads;
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            (result, _) =>
            {
                _consumed.Add(result);
                return result == 2 ? new ValueTask(new ThrowingSource(where, _reason), 0) : default;
            },
            options);
        Assert.IsTrue(block.Post(1));
        Assert.IsTrue(block.Post(2));

        // These come in before the failure, or they do not.
        block.Post(3);
        block.Post(4);

        await block.Completion.ToEnd();

        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        CollectionAssert.AreEqual(new[] { _reason }, block.Completion.Exception!.InnerExceptions);
        AssertItems([1, 2], _consumed.Entries);
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual((1, 1), (end.Released, end.Failed));
        Assert.AreEqual(end.Admitted, end.Released + end.Failed + end.Dropped);
    }

    // One source for all calls, as pooling ones are: each result is read once, and before the next call.
    [TestMethod]
    [DataRow(WorkerThreadMode.Pool)]
    [DataRow(WorkerThreadMode.Dedicated)]
    public async Task Consume_SourceIsReused_EachResultIsReadOnce(WorkerThreadMode workerThreads)
    {
        const int Items = 200;
        OrderedBlockOptions options = Options(capacity: 4, dop: 2);
        options.WorkerThreadMode = workerThreads;
        var source = new ReusedSource();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            (result, _) =>
            {
                _consumed.Add(result);
                return source.Start(endsAtOnce: result % 3 == 0);
            },
            options);
        foreach (int item in Enumerable.Range(1, Items))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();

        AssertItems(Enumerable.Range(1, Items), _consumed.Entries);
        Assert.AreEqual(Items, source.ResultsRead);
    }

    // It has been told once that the task is over; that counts. (With threads of the block's own a task is made of it first, and
    // the exception comes out of that.)
    [TestMethod]
    public async Task Delegates_SourceCallsBackAndThrows_EachItemOnce()
    {
        const int Items = 50;
        OrderedBlockOptions options = Options(capacity: 4, dop: 2);
        var block = new OrderedActionBlock<int, int>(
            static (item, _) => new ValueTask<int>(new HastySource(item), 0),
            (result, _) =>
            {
                _consumed.Add(result);
                return new ValueTask(new HastySource(result), 0);
            },
            options);
        foreach (int item in Enumerable.Range(1, Items))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();

        AssertItems(Enumerable.Range(1, Items), _consumed.Entries);
        Assert.AreEqual(Items, block.Statistics.Released);
    }

    // Is over when it calls back, and throws after that: if possible, when the block waits for the next one already.
    private sealed class HastySource(int result) : IValueTaskSource, IValueTaskSource<int>
    {
        private static int s_awaited;
        private ValueTaskSourceStatus _status = ValueTaskSourceStatus.Pending;

        public ValueTaskSourceStatus GetStatus(short token) => _status;

        public int GetResult(short token) => result;

        void IValueTaskSource.GetResult(short token)
        {
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            int awaited = Interlocked.Increment(ref s_awaited);
            _status = ValueTaskSourceStatus.Succeeded;
            continuation(state);
            SpinWait.SpinUntil(() => Volatile.Read(ref s_awaited) != awaited, TimeSpan.FromMilliseconds(5));
            throw new InvalidOperationException("Too late.");
        }
    }

    private sealed class ThrowingSource(Where where, Exception reason) : IValueTaskSource
    {
        private int _asked;

        public ValueTaskSourceStatus GetStatus(short token)
        {
            int asked = Interlocked.Increment(ref _asked);
            return where == Where.GetStatus || (where == Where.GetStatusLater && asked > 1) ? throw reason
                : where == Where.GetResult ? ValueTaskSourceStatus.Succeeded
                : ValueTaskSourceStatus.Pending;
        }

        public void GetResult(short token)
        {
            if (where == Where.GetResult)
            {
                throw reason;
            }
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            if (where == Where.OnCompleted)
            {
                throw reason;
            }

            // On the spot, though it is not done.
            continuation(state);
        }
    }

    private sealed class ReusedSource : IValueTaskSource
    {
        // A structure that is changed in place.
        private ManualResetValueTaskSourceCore<int> _core;

        public int ResultsRead { get; private set; }

        public ValueTask Start(bool endsAtOnce)
        {
            _core.Reset();
            var started = new ValueTask(this, _core.Version);
            if (endsAtOnce)
            {
                _core.SetResult(1);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(static source => source._core.SetResult(1), this, preferLocal: false);
            }

            return started;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void GetResult(short token)
        {
            _core.GetResult(token);
            ResultsRead++;
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
