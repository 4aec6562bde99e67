using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>Where continuations run: in their own context, and never inside the call that ended their wait.</summary>
[TestClass]
public abstract class ChannelContextConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>Who reads or writes does not run those whom that lets go on.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task Continuation_DoesNotRunInsideTheCallOfTheOther(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation started = await StartedOperation.On(NewChannel(), Subject.Capacity, operation, hasToken);
        bool isInside = false;
        var seen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        int thread = Environment.CurrentManagedThreadId;
        started.OnCompleted(() => seen.SetResult(Volatile.Read(ref isInside) && thread == Environment.CurrentManagedThreadId));

        Volatile.Write(ref isInside, true);
        Task ending = started.End();
        Volatile.Write(ref isInside, false);

        await ending.WithTimeout();
        Assert.IsFalse(await seen.Task.WithTimeout());
        started.GetResult();
    }

    /// <summary>Nor does the one that fires a token run those whom it cancels.</summary>
    [TestMethod]
    public async Task Continuation_DoesNotRunInsideCancel()
    {
        Channel<int> full = NewFullChannel();
        Channel<int> empty = NewChannel();
        using var cancellation = new CancellationTokenSource();
        bool isInside = false;
        int thread = Environment.CurrentManagedThreadId;
        Task<bool>[] seen =
        [
            Watch(() => empty.Reader.ReadAsync(cancellation.Token).AsTask()),
            Watch(() => empty.Reader.WaitToReadAsync(cancellation.Token).AsTask()),
            Watch(() => full.Writer.WriteAsync(-1, cancellation.Token).AsTask()),
            Watch(() => full.Writer.WaitToWriteAsync(cancellation.Token).AsTask()),
        ];

        isInside = true;
#pragma warning disable CA1849 // the thread of the caller is what this is about
        cancellation.Cancel();
#pragma warning restore CA1849
        isInside = false;

        AssertItems([false, false, false, false], await Task.WhenAll(seen).WithTimeout());

        Task<bool> Watch(Func<Task> start) => start().ContinueWith(
            _ => Volatile.Read(ref isInside) && thread == Environment.CurrentManagedThreadId,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Nor the one that closes the channel those that wait, or the task of the end.</summary>
    [TestMethod]
    public async Task Continuation_DoesNotRunInsideComplete()
    {
        Channel<int> full = NewFullChannel();
        Channel<int> empty = NewChannel();
        bool isInside = false;
        int thread = Environment.CurrentManagedThreadId;
        Task<bool>[] seen =
        [
            Watch(empty.Reader.ReadAsync().AsTask()),
            Watch(empty.Reader.WaitToReadAsync().AsTask()),
            Watch(empty.Reader.Completion),
            Watch(full.Writer.WriteAsync(-1).AsTask()),
            Watch(full.Writer.WaitToWriteAsync().AsTask()),
        ];

        isInside = true;
        empty.Writer.Complete();
        full.Writer.Complete();
        isInside = false;

        AssertItems([false, false, false, false, false], await Task.WhenAll(seen).WithTimeout());

        Task<bool> Watch(Task task) => task.ContinueWith(
            _ => Volatile.Read(ref isInside) && thread == Environment.CurrentManagedThreadId,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>An await goes on in the synchronization context in which it was made, unless told otherwise.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Await_InASynchronizationContext_GoesOnThere(bool continueOnCapturedContext)
    {
        Channel<int> channel = NewChannel();
        var context = new MarkingContext();
        Task<bool> read = InContext(async () =>
        {
            Assert.AreEqual(1, await channel.Reader.ReadAsync().ConfigureAwait(continueOnCapturedContext));
            return SynchronizationContext.Current == context;
        });
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        Assert.AreEqual(continueOnCapturedContext, await read.WithTimeout());
        WriteAll(channel, Enumerable.Range(1, Subject.Capacity));
        Task<bool> write = InContext(async () =>
        {
            await channel.Writer.WriteAsync(-1).ConfigureAwait(continueOnCapturedContext);
            return SynchronizationContext.Current == context;
        });

        AssertItems([1], await ReadMany(channel, 1));

        Assert.AreEqual(continueOnCapturedContext, await write.WithTimeout());

        Task<bool> InContext(Func<Task<bool>> start)
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
            try
            {
                return start();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }
    }

    /// <summary>The same for a task scheduler.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Await_OnATaskScheduler_GoesOnThere(bool continueOnCapturedContext)
    {
        Channel<int> channel = NewChannel();
        var scheduler = new CountingScheduler();
        using var isWaiting = new ManualResetEventSlim();
        Task<bool> read = Task.Factory.StartNew(
            async () =>
            {
                ValueTask<int> item = channel.Reader.ReadAsync();
                isWaiting.Set();
                Assert.AreEqual(1, await item.ConfigureAwait(continueOnCapturedContext));
                return TaskScheduler.Current == scheduler;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap();
        Wait.ForEvent(isWaiting);

        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();

        // whether it comes before the await or after it, the await may have found it there
        bool isOnScheduler = await read.WithTimeout();
        Assert.IsTrue(isOnScheduler || !continueOnCapturedContext);
    }

    /// <summary>An await goes on with its own execution context, not with that of the other side.</summary>
    [TestMethod]
    public async Task Await_ExecutionContext_IsTheOwn()
    {
        Channel<int> channel = NewChannel();
        var side = new AsyncLocal<string?> { Value = "reader" };
        Task<string?> read = Read();
        Task<bool> wait = channel.Reader.WaitToReadAsync().AsTask();

        side.Value = "writer";
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();

        Assert.AreEqual("reader", await read.WithTimeout());
        Assert.AreEqual("writer", side.Value);
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();
        Assert.IsTrue(await wait.WithTimeout());

        async Task<string?> Read()
        {
            await channel.Reader.ReadAsync();
            return side.Value;
        }
    }
}
