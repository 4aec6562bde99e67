using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>
/// Sections C and E: what a block keeps alive. What must be collectable is made in methods that are not inlined, so that no
/// local of the test itself holds it.
/// </summary>
[TestClass]
public abstract class RetentionConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>C7: a block that has ended is not held by a token that lives on.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    public void Completion_TokenLivesOn_DoesNotHoldTheBlock(Ending ending)
    {
        using var longLived = new CancellationTokenSource();

        WeakReference block = MakeAndEnd(longLived, ending);

        AssertCollected(block);
        Assert.IsFalse(longLived.IsCancellationRequested);
    }

    /// <summary>dotnet/runtime#761, #80057: the input of a finished item is not held, even while its output waits.</summary>
    [TestMethod]
    public void Input_Transformed_IsNotHeld()
    {
        IPropagatorBlock<object, object> block = NewObjectBlock(_ => new object());

        WeakReference[] inputs = [.. Enumerable.Range(0, 3).Select(_ => PostNew(block))];

        AssertCollected(inputs);
        GC.KeepAlive(block);
    }

    /// <summary>dotnet/runtime#761, #80057: an output that was received is not held.</summary>
    [TestMethod]
    public void Output_Received_IsNotHeld()
    {
        IPropagatorBlock<object, object> block = NewObjectBlock(_ => new object());
        foreach (int _ in Enumerable.Range(0, 3))
        {
            PostNew(block);
        }

        WeakReference[] outputs = [.. Enumerable.Range(0, 3).Select(_ => ReceiveOne(block))];

        AssertCollected(outputs);
        GC.KeepAlive(block);
    }

    /// <summary>C2, C6: an ended block does not hold the output it dropped.</summary>
    [TestMethod]
    public async Task Fault_OutputWaiting_IsNotHeld()
    {
        IPropagatorBlock<object, object> block = NewObjectBlock(item => item);
        WeakReference item = PostNew(block);
        Assert.IsTrue(await block.OutputAvailableAsync().WithTimeout());

        block.Fault(new InvalidOperationException("Enough."));
        await block.Completion.ToEnd();

        AssertCollected(item);
        GC.KeepAlive(block);
    }

    /// <summary>C2, C6: nor the input it dropped.</summary>
    [TestMethod]
    public async Task Fault_InputQueued_IsNotHeld()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var door = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        IPropagatorBlock<object, object> block = Subject.CreateInShape<object, object>(
            _ =>
            {
                started.TrySetResult();
                return door.Task;
            },
            Options(room: 4, parallelism: 1));
        WeakReference[] items = [.. Enumerable.Range(0, 3).Select(_ => PostNew(block))];
        await started.Task.WithTimeout();

        block.Fault(new InvalidOperationException("Enough."));
        door.SetResult("result");
        await block.Completion.ToEnd();

        AssertCollected(items);
        GC.KeepAlive(block);
    }

    /// <summary>B8, dotnet/runtime#99564: a target that was unlinked is not held.</summary>
    [TestMethod]
    public void LinkTo_Disposed_DoesNotHoldTheTarget()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        WeakReference[] targets = [LinkAndUnlink(block), LinkAndUnlink(block), LinkUntilItDeclines(block)];

        AssertCollected(targets);
        GC.KeepAlive(block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference MakeAndEnd(CancellationTokenSource longLived, Ending ending)
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: longLived.Token));
        PostAll(block, 1);
        AssertItems([1], ReceiveMany(block, 1));
        block.End(ending, longLived);
        block.Completion.ToEnd().GetAwaiter().GetResult();
        return new WeakReference(block);
    }

    private IPropagatorBlock<object, object> NewObjectBlock(Func<object, object> transform) =>
        Subject.CreateInShape<object, object>(item => Task.FromResult(transform(item)), Options(room: 4));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PostNew(IPropagatorBlock<object, object> block)
    {
        object item = new();
        Assert.IsTrue(block.Post(item));
        return new WeakReference(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ReceiveOne(IPropagatorBlock<object, object> block) => new(block.Receive(Wait.Limit));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LinkAndUnlink(IPropagatorBlock<int, int> block)
    {
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate).Dispose();
        return new WeakReference(target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference LinkUntilItDeclines(IPropagatorBlock<int, int> block)
    {
        var target = new ScriptedTarget(DataflowMessageStatus.DecliningPermanently);
        block.LinkTo(target);
        PostAll(block, 1);
        target.WaitForOffers(1);
        AssertItems([1], ReceiveMany(block, 1));
        return new WeakReference(target);
    }

    private static void AssertCollected(params WeakReference[] references) => Wait.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return references.All(reference => !reference.IsAlive);
        },
        "Something is still held.");
}
