using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section C: how the token of the options ends the block.</summary>
[TestClass]
public abstract class CancellationConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>C4: queued input is dropped; the end waits for what runs, and carries the token.</summary>
    [TestMethod]
    public async Task Cancel_ItemsRunAndWait_RunningOnesEndAndTheOthersNeverStart()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 2, token: cancellation.Token));
        PostAll(block, 1, 2, 3, 4);
        gate.WaitForStarts(2);

        await cancellation.CancelAsync();

        Assert.AreEqual(0, Subject.InputCount(block));
        gate.Open(1);
        Assert.IsFalse(await block.SendAsync(5).WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        gate.OpenAll();
        await AssertCanceled(block.Completion);
        AssertItems([1, 2], gate.Started.Order());
    }

    /// <summary>C4.</summary>
    [TestMethod]
    public async Task Cancel_Completion_CarriesTheToken()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));

        await cancellation.CancelAsync();

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(block.Completion.WithTimeout);
        Assert.AreEqual(cancellation.Token, thrown.CancellationToken);
    }

    /// <summary>C4: waiting output is dropped.</summary>
    [TestMethod]
    public async Task Cancel_OutputWaiting_DropsIt()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2, token: cancellation.Token));
        PostAll(block, 1, 2);
        WaitForOutput(block, 2);

        await cancellation.CancelAsync();

        await AssertCanceled(block.Completion);
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceive(out _));
    }

    /// <summary>C4: a canceled source completes its targets, it does not fault them.</summary>
    [TestMethod]
    public async Task Cancel_LinkPropagates_CompletesTheTarget()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);

        await cancellation.CancelAsync();

        Assert.IsNull(await target.Ended.WithTimeout());
        await AssertCanceled(block.Completion);
    }

    /// <summary>C4: a fault that came first wins.</summary>
    [TestMethod]
    public async Task Cancel_AfterFault_IsFaulted()
    {
        using var cancellation = new CancellationTokenSource();
        var reason = new InvalidOperationException("Enough.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(token: cancellation.Token));
        PostAll(block, 1);
        gate.WaitForStart(1);

        block.Fault(reason);
        await cancellation.CancelAsync();
        gate.OpenAll();

        await AssertFaulted(block.Completion, reason);
    }

    /// <summary>C4, C2: an exception of the delegate wins even after the cancellation.</summary>
    [TestMethod]
    public async Task Cancel_RunningDelegateFails_IsFaulted()
    {
        using var cancellation = new CancellationTokenSource();
        var reason = new InvalidOperationException("Cannot.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(token: cancellation.Token));
        PostAll(block, 1);
        gate.WaitForStart(1);

        await cancellation.CancelAsync();
        gate.Fail(1, reason);

        await AssertFaulted(block.Completion, reason);
    }

    /// <summary>C4: canceled from the start, it takes nothing and gives nothing.</summary>
    [TestMethod]
    public async Task Cancel_BeforeConstruction_EverythingIsRefused()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: new CancellationToken(canceled: true)));

        Assert.IsFalse(block.Post(1));
        Assert.IsFalse(await block.SendAsync(1).WithTimeout());
        Assert.IsFalse(Output(block).TryReceive(out _));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
        Assert.IsFalse(await block.OutputAvailableAsync().WithTimeout());
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => block.ReceiveAsync().WithTimeout());
        await AssertCanceled(block.Completion);
    }

    /// <summary>dotnet/runtime#52348: cancellation after Complete, with output that nobody takes.</summary>
    [TestMethod]
    public async Task Cancel_AfterCompleteWithOutputWaiting_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));
        PostAll(block, 1);
        WaitForOutput(block, 1);

        block.Complete();
        await cancellation.CancelAsync();

        if (!Subject.CancelAfterCompleteEnds)
        {
            // it may or may not have ended by itself; when the output is gone it must
            _ = Output(block).TryReceive(out _);
        }

        await AssertCanceled(block.Completion);
    }

    /// <summary>corefx#31422: the delegate's token fires when the block is canceled, and when it is faulted.</summary>
    [TestMethod]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task DelegateToken_BlockEnds_Fires(Ending ending)
    {
        if (!Subject.DelegatesGetAToken)
        {
            IEnumerable<Type> delegates = NewIdentity().GetType().GetConstructors()
                .SelectMany(constructor => constructor.GetParameters()).SelectMany(p => p.ParameterType.GenericTypeArguments);
            Assert.DoesNotContain(typeof(CancellationToken), delegates);
            return;
        }

        using var cancellation = new CancellationTokenSource();
        var seen = new TaskCompletionSource<CancellationToken>();
        var over = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        IPropagatorBlock<int, int> block = Subject.Create<int, int>(
            async (item, token) =>
            {
                seen.TrySetResult(token);
                using CancellationTokenRegistration registration = token.Register(() => over.TrySetResult(item));
                return await over.Task;
            },
            Options(token: cancellation.Token));
        PostAll(block, 1);
        CancellationToken given = await seen.Task.WithTimeout();
        Assert.IsFalse(given.IsCancellationRequested);

        block.End(ending, cancellation);

        Assert.AreEqual(1, await over.Task.WithTimeout());
        Assert.IsTrue(given.IsCancellationRequested);
        await block.Completion.ToEnd();
    }
}
