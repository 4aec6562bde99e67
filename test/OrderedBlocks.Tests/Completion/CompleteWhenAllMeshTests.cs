using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary><see cref="DataflowCompletion.CompleteWhenAll"/> in meshes of real blocks, next to Dataflow's own propagation.</summary>
[TestClass]
public sealed class CompleteWhenAllMeshTests
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };
    private static readonly string[] s_ofTheDelegate = ["The delegate failed."];

    /// <summary>With a single source it tells the target what a link with PropagateCompletion tells it.</summary>
    [TestMethod]
    [DataRow(true, Ending.Complete, true)]
    [DataRow(true, Ending.Complete, false)]
    [DataRow(true, Ending.Fault, true)]
    [DataRow(true, Ending.Fault, false)]
    [DataRow(true, Ending.Cancel, true)]
    [DataRow(true, Ending.Cancel, false)]
    [DataRow(false, Ending.Complete, true)]
    [DataRow(false, Ending.Complete, false)]
    [DataRow(false, Ending.Fault, true)]
    [DataRow(false, Ending.Fault, false)]
    [DataRow(false, Ending.Cancel, true)]
    [DataRow(false, Ending.Cancel, false)]
    public async Task OneSource_EndsSomehow_TellsWhatALinkTells(bool ours, Ending ending, bool endedBefore)
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> source = NewSource(ours, cancellation.Token);
        ToldTarget linked = new(), waiting = new();
        if (endedBefore)
        {
            source.End(ending, cancellation);
            await source.Completion.ToEnd();
        }

        source.LinkTo(linked, s_propagate);
        Task told = DataflowCompletion.CompleteWhenAll(waiting, source);
        source.End(ending, cancellation);

        await told.WithTimeout();
        CollectionAssert.AreEqual(linked.WaitForCalls(1), waiting.Told);
    }

    /// <summary>Three sources: links tell the target three times, the first time too early; here it is told once, at the right time.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task ThreeSources_EndOneByOne_TellOnceWhatLinksTellThreeTimes(bool ours)
    {
        foreach ((int[] order, Ending[] endingOf) in Endings.OfThree)
        {
            using CancellationTokenSource first = new(), second = new(), third = new();
            CancellationTokenSource[] cancellations = [first, second, third];
            IPropagatorBlock<int, int>[] sources = [.. cancellations.Select(source => NewSource(ours, source.Token))];
            ToldTarget linked = new(), waiting = new();
            foreach (IPropagatorBlock<int, int> source in sources)
            {
                source.LinkTo(linked, s_propagate);
            }

            Task told = DataflowCompletion.CompleteWhenAll(waiting, sources);
            for (int ended = 1; ended <= order.Length; ended++)
            {
                int source = order[ended - 1];
                sources[source].End(endingOf[source], cancellations[source], Endings.ErrorOf(source));
                linked.WaitForCalls(ended);
                string[] expected = Endings.Expected(order, endingOf, ended);
                if (expected.Length > 0)
                {
                    await told.WithTimeout();
                }

                CollectionAssert.AreEqual(expected, waiting.Told, $"{Endings.Describe(order, endingOf)}, after {ended}");
            }

            CollectionAssert.AreEqual(
                order.Select(source => endingOf[source] == Ending.Fault
                    ? ToldTarget.FaultedWith(Endings.ErrorOf(source))
                    : ToldTarget.Completed).ToArray(),
                linked.Told,
                Endings.Describe(order, endingOf));
        }
    }

    /// <summary>Everything that the sources had has reached the target before it completes, each source's items in order.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Mesh_OfThreeSources_LosesNothing(bool ours)
    {
        const int Items = 200;
        var target = new OrderedTransformBlock<(int Source, int Number), (int Source, int Number)>(
            static item => item,
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 2, BoundedCapacity = 4 });
        var taken = new List<(int Source, int Number)>();
        var end = new ActionBlock<(int Source, int Number)>(taken.Add);
        target.LinkTo(end, s_propagate);
        IPropagatorBlock<int, int>[] sources = [.. Enumerable.Range(0, 3).Select(_ => NewSource(ours, CancellationToken.None))];
        List<ISourceBlock<(int Source, int Number)>> tagged = [];
        for (int source = 0; source < sources.Length; source++)
        {
            int tag = source;
            var tagging = new TransformBlock<int, (int Source, int Number)>(
                number => (tag, number), new ExecutionDataflowBlockOptions { BoundedCapacity = 2 });
            sources[source].LinkTo(tagging, s_propagate);
            tagging.LinkTo(target);
            tagged.Add(tagging);
        }

        Task told = DataflowCompletion.CompleteWhenAll(target, tagged);
        foreach (IPropagatorBlock<int, int> source in sources)
        {
            for (int number = 0; number < Items; number++)
            {
                source.Post(number);
            }

            source.Complete();
        }

        await told.WithTimeout();
        await end.Completion.WithTimeout();
        Assert.HasCount(sources.Length * Items, taken);
        for (int source = 0; source < sources.Length; source++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, Items).ToArray(),
                taken.Where(item => item.Source == source).Select(item => item.Number).ToArray());
        }
    }

    /// <summary>A failure ends the target while the other sources still have items, and it ends with that failure alone.</summary>
    [TestMethod]
    public async Task Mesh_WithAFailingSource_EndsWithItsExceptions()
    {
        var running = new BufferBlock<int>();
        var failing = new OrderedTransformBlock<int, int>(Fail);
        var target = new OrderedTransformBlock<int, int>(static item => item);
        running.LinkTo(target);
        failing.LinkTo(target);
        Task told = DataflowCompletion.CompleteWhenAll(target, running, failing);

        failing.Post(1);
        await told.WithTimeout();
        running.Post(2);
        ((IDataflowBlock)running).Fault(new InvalidOperationException("Too late."));

        await target.Completion.ToEnd();
        string[] messages = [.. target.Completion.Exception!.Flatten().InnerExceptions.Select(error => error.Message)];
        CollectionAssert.AreEqual(s_ofTheDelegate, messages);

        static int Fail(int item) => throw new NotSupportedException(s_ofTheDelegate[0]);
    }

    /// <summary>A source that runs on holds neither the target that was told nor what the continuation had captured.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Source_RunsOnAfterAFailure_HoldsNothing(int fanIns)
    {
        var running = new BufferBlock<int>();
        WeakReference[] held = [.. Enumerable.Range(0, fanIns).SelectMany(_ => WaitAndFail(running))];

        Await.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return held.All(reference => !reference.IsAlive);
            },
            "A source that runs on holds something.");
        Assert.IsFalse(running.Completion.IsCompleted);
        GC.KeepAlive(running);
    }

    // The value of the AsyncLocal is what a continuation captures: while one is left with the source, the value lives.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] WaitAndFail(BufferBlock<int> running)
    {
        var target = new ToldTarget();
        var ambient = new AsyncLocal<object?> { Value = new object() };
        var failing = new EndingBlock();
        Task told = DataflowCompletion.CompleteWhenAll(target, running, failing);
        WeakReference[] held = [new(target), new(ambient.Value), new(told)];
        ambient.Value = null;
        Assert.IsFalse(told.IsCompleted);
        failing.Fault(new InvalidOperationException());
        CollectionAssert.AreEqual(new[] { ToldTarget.FaultedWith(new InvalidOperationException()) }, target.Told);
        return held;
    }

    private static IPropagatorBlock<int, int> NewSource(bool ours, CancellationToken token)
    {
        var options = new ExecutionDataflowBlockOptions { CancellationToken = token };
        return ours
            ? new OrderedTransformBlock<int, int>(static item => item, options)
            : new TransformBlock<int, int>(static item => item, options);
    }
}
