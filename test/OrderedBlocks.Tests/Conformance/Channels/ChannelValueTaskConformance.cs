using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>
/// The value tasks of operations that wait: good for one await, or one AsTask, and whoever asks more of them is told. Their
/// objects may serve the next operation.
/// </summary>
[TestClass]
public abstract class ChannelValueTaskConformance<TSubject> : ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>The result of what still waits cannot be had.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task GetResult_StillWaiting_Throws(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation started = await Start(operation, hasToken);

        Assert.ThrowsExactly<InvalidOperationException>(started.GetResult);

        await started.End();
        started.GetResult();
    }

    /// <summary>One continuation, and no second.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task OnCompleted_Twice_Throws(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation started = await Start(operation, hasToken);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        started.OnCompleted(called.SetResult);
        Assert.ThrowsExactly<InvalidOperationException>(() => started.OnCompleted(static () => { }));

        await started.End();
        await called.Task.WithTimeout();
        started.GetResult();
    }

    /// <summary>Whoever has had the result has nothing left to ask.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task Everything_AfterTheResult_Throws(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation started = await Start(operation, hasToken);
        await started.End();
        await started.AwaitIt();

        Assert.ThrowsExactly<InvalidOperationException>(() => started.IsCompleted);
        Assert.ThrowsExactly<InvalidOperationException>(() => started.OnCompleted(static () => { }));
        Assert.ThrowsExactly<InvalidOperationException>(started.GetResult);
    }

    /// <summary>The value task of one operation says nothing of the next, whose object may be the same.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task Everything_AnotherWaits_Throws(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation first = await Start(operation, hasToken);
        await first.End();
        await first.AwaitIt();
        using StartedOperation second = await first.Again();

        Assert.ThrowsExactly<InvalidOperationException>(() => first.IsCompleted);
        Assert.ThrowsExactly<InvalidOperationException>(() => first.OnCompleted(static () => { }));
        Assert.ThrowsExactly<InvalidOperationException>(first.GetResult);

        Assert.IsFalse(second.IsCompleted);
        await second.End();
        await second.AwaitIt();
    }

    /// <summary>A continuation that comes when all is over is called all the same, and not in the call that brings it.</summary>
    [TestMethod]
    [DynamicData(nameof(WaitingOperations.AndTokens), typeof(WaitingOperations))]
    public async Task OnCompleted_AfterTheEnd_IsCalled(WaitingOperation operation, bool hasToken)
    {
        using StartedOperation started = await Start(operation, hasToken);
        await started.End();
        Wait.Until(() => started.IsCompleted, "The operation did not end.");
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        started.OnCompleted(called.SetResult);

        await called.Task.WithTimeout();
        started.GetResult();
    }

    /// <summary>As a task it can be awaited as often as one likes.</summary>
    [TestMethod]
    public async Task AsTask_AwaitedTwice_IsTheSame()
    {
        Channel<int> channel = NewFullChannel();
        Task write = channel.Writer.WriteAsync(-1).AsTask();
        Task<bool> waitToWrite = channel.Writer.WaitToWriteAsync().AsTask();
        AssertItems(Enumerable.Range(1, Subject.Capacity), await ReadMany(channel, Subject.Capacity));
        AssertItems([-1], await ReadMany(channel, 1));
        Task<int> read = channel.Reader.ReadAsync().AsTask();
        Task<bool> waitToRead = channel.Reader.WaitToReadAsync().AsTask();
        await channel.Writer.WriteAsync(1).AsTask().WithTimeout();
        await channel.Writer.WriteAsync(2).AsTask().WithTimeout();

        for (int look = 0; look < 2; look++)
        {
            await write.WithTimeout();
            Assert.IsTrue(await waitToWrite.WithTimeout());
            Assert.AreEqual(1, await read.WithTimeout());
            Assert.IsTrue(await waitToRead.WithTimeout());
        }
    }

    /// <summary>Several at a time, taken in another order than they were made: each has its own result.</summary>
    [TestMethod]
    public async Task SeveralAtATime_EachHasItsOwnResult()
    {
        Channel<int> channel = NewChannel();
        for (int turn = 0; turn < 20; turn++)
        {
            Task<int> first = channel.Reader.ReadAsync().AsTask();
            Task<int> second = channel.Reader.ReadAsync().AsTask();
            Task<int> third = channel.Reader.ReadAsync().AsTask();
            for (int item = 1; item <= 3; item++)
            {
                await channel.Writer.WriteAsync((10 * turn) + item).AsTask().WithTimeout();
            }

            Assert.AreEqual((10 * turn) + 3, await third.WithTimeout());
            Assert.AreEqual((10 * turn) + 1, await first.WithTimeout());
            Assert.AreEqual((10 * turn) + 2, await second.WithTimeout());
        }
    }

    /// <summary>An operation that nobody looks at any more harms no other.</summary>
    [TestMethod]
    public async Task Forgotten_HarmsNoOther()
    {
        Channel<int> channel = NewFullChannel();
        ValueTask forgottenWrite = channel.Writer.WriteAsync(-1);
        ValueTask<bool> forgottenWait = channel.Writer.WaitToWriteAsync();
        Assert.IsFalse(forgottenWrite.IsCompleted || forgottenWait.IsCompleted);
        AssertItems([.. Enumerable.Range(1, Subject.Capacity), -1], await ReadMany(channel, Subject.Capacity + 1));

        for (int item = 1; item <= 20; item++)
        {
            Task<int> read = channel.Reader.ReadAsync().AsTask();
            await channel.Writer.WriteAsync(item).AsTask().WithTimeout();
            Assert.AreEqual(item, await read.WithTimeout());
        }
    }

    private Task<StartedOperation> Start(WaitingOperation operation, bool hasToken) =>
        StartedOperation.On(NewChannel(), Subject.Capacity, operation, hasToken);
}
