using System.Collections;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Sequences through a block.</summary>
[TestClass]
public sealed class SequenceTests
{
    private static readonly OrderedBlockOptions s_four = new() { BoundedCapacity = 4, MaxDegreeOfParallelism = 2 };

    [TestMethod]
    [DataRow(null, 1)]
    [DataRow(1, 1)]
    [DataRow(3, 2)]
    [DataRow(-1, -1)]
    [DataRow(20000, 4)]
    public async Task Items_OfEachKindOfDelegate_ComeOutInOrder(int? capacity, int parallelism)
    {
        ExecutionDataflowBlockOptions? options = capacity is { } given
            ? new() { BoundedCapacity = given, MaxDegreeOfParallelism = parallelism }
            : null;
        IEnumerable<int> source = Enumerable.Range(0, 2000);
        CollectionAssert.AreEqual(source.ToArray(), source.SelectOrdered(static item => item, options).ToArray());

        (List<int> items, Exception? error) = await source.SelectOrdered(static item => Task.FromResult(item), options)
            .CollectAsync().WithTimeout();
        Assert.IsNull(error);
        CollectionAssert.AreEqual(source.ToArray(), items);
        (items, error) = await source.SelectOrdered(static (item, token) => new ValueTask<int>(item), options)
            .CollectAsync().WithTimeout();
        Assert.IsNull(error);
        CollectionAssert.AreEqual(source.ToArray(), items);
    }

    // The source has come to its end before the consumer leaves.
    [TestMethod]
    public void Source_ThrowsWhenItIsDisposedOf_ComesOutAlsoIfTheConsumerLeavesEarly()
    {
        var error = new IOException();
        var source = new DisposalFails(Enumerable.Range(1, 3), error);
        IEnumerator<int> items = source.SelectOrdered(
            item =>
            {
                Wait.Until(() => item != 1 || source.Disposals == 1, "The source is not gone through while there is no output.");
                return item;
            },
            s_four).GetEnumerator();
        Assert.IsTrue(items.MoveNext());
        Assert.AreEqual(1, items.Current);
        Assert.AreSame(error, Assert.ThrowsExactly<IOException>(items.Dispose));
        Assert.AreEqual(1, source.Disposals);
    }

    [TestMethod]
    public void Source_IsGoneThroughByTheConsumer_UpToTheCapacity()
    {
        int thread = Environment.CurrentManagedThreadId;
        int asked = 0;
        int disposed = 0;
        using IEnumerator<int> items = Source().SelectOrdered(static item => item, s_four).GetEnumerator();
        Assert.AreEqual(0, asked);
        for (int taken = 1; taken <= 50; taken++)
        {
            int before = asked;
            Assert.IsTrue(items.MoveNext());
            Assert.AreEqual(taken - 1, items.Current);
            Assert.IsGreaterThanOrEqualTo(Math.Min(before + 1, taken + 3), asked, "One step for each output, if there is room.");
            Assert.IsLessThanOrEqualTo(taken + 3, asked);
        }

        items.Dispose();
        Assert.AreEqual(1, disposed);
        Assert.IsFalse(items.MoveNext());

        IEnumerable<int> Source()
        {
            try
            {
                while (true)
                {
                    Assert.AreEqual(thread, Environment.CurrentManagedThreadId);
                    yield return asked++;
                }
            }
            finally
            {
                disposed++;
            }
        }
    }

    /// <summary>With the head not ready the source is read as far as there is room, and no further.</summary>
    [TestMethod]
    public void Source_WhileTheHeadIsNotReady_IsReadToTheCapacity()
    {
        var asked = new Log<int>();
        using var gate = new ManualResetEventSlim();
        Task<int> first = Task.Run(() => Source().SelectOrdered(
            item =>
            {
                Wait.ForEvent(gate);
                return item;
            },
            s_four).First());
        asked.WaitForCount(4);
        Assert.AreEqual(4, asked.Count);
        gate.Set();
        Assert.AreEqual(0, first.WithTimeout().GetAwaiter().GetResult());
        Assert.AreEqual(4, asked.Count);

        IEnumerable<int> Source()
        {
            for (int item = 0; ; item++)
            {
                asked.Add(item);
                yield return item;
            }
        }
    }

    [TestMethod]
    public void Exceptions_ComeOutInTheirPlaces()
    {
        foreach (Exception thrown in (Exception[])[new IOException("bad"), new OperationCanceledException("not ours")])
        {
            (List<int> items, Exception? error) = Enumerable.Range(0, 50)
                .SelectOrdered(item => item is 17 or 18 ? throw thrown : item, s_four).Collect();
            CollectionAssert.AreEqual(Enumerable.Range(0, 17).ToArray(), items);
            Assert.AreSame(thrown, error);

            (items, error) = Enumerable.Range(0, 50).Select(item => item == 9 ? throw thrown : item)
                .SelectOrdered(static item => item, s_four).Collect();
            CollectionAssert.AreEqual(Enumerable.Range(0, 9).ToArray(), items);
            Assert.AreSame(thrown, error);
        }

        (List<int> none, Exception? first) = new FailingSequence(new IOException()).SelectOrdered(static item => item).Collect();
        Assert.IsEmpty(none);
        Assert.IsInstanceOfType<IOException>(first);
    }

    [TestMethod]
    public void Break_Early_WaitsForDelegates()
    {
        using var gate = new ManualResetEventSlim();
        var started = new Log<int>();
        int ended = 0;
        int disposed = 0;
        IEnumerator<int> items = Source().SelectOrdered(
            item =>
            {
                started.Add(item);
                if (item > 0)
                {
                    Wait.ForEvent(gate);
                }

                Interlocked.Increment(ref ended);
                return item;
            },
            s_four).GetEnumerator();
        Assert.IsTrue(items.MoveNext());

        // The first item may have come out before another one was read.
        Task disposal = Task.Run(items.Dispose);
        Wait.Until(() => Volatile.Read(ref disposed) == 1, "The source was not disposed of.");
        int running = started.Count - 1;
        Assert.AreEqual(1, Volatile.Read(ref ended));
        Assert.IsTrue(running == 0 || !disposal.IsCompleted);
        gate.Set();
        disposal.WithTimeout().GetAwaiter().GetResult();
        Assert.AreEqual(started.Count, ended);
        Assert.AreEqual(1, disposed);

        IEnumerable<int> Source()
        {
            try
            {
                for (int item = 0; item < 100; item++)
                {
                    yield return item;
                }
            }
            finally
            {
                Interlocked.Increment(ref disposed);
            }
        }
    }

    [TestMethod]
    public void Token_OfTheOptions_EndsTheEnumeration()
    {
        using var cancellation = new CancellationTokenSource();
        var options = new OrderedBlockOptions { CancellationToken = cancellation.Token, BoundedCapacity = 4 };
        IEnumerable<int> outputs = Enumerable.Range(0, 100).SelectOrdered(static item => item, options);
        using IEnumerator<int> items = outputs.GetEnumerator();
        Assert.IsTrue(items.MoveNext());
        cancellation.Cancel();
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() =>
        {
            // What was ready may still come out.
            while (items.MoveNext())
            {
            }
        });
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => outputs.First());
    }

    [TestMethod]
    public void Arguments_Wrong_AreRefusedAtTheCall()
    {
        int[] source = [1];
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(() => ((IEnumerable<int>)null!).SelectOrdered(static item => item)).ParamName);
        Assert.AreEqual(
            "source",
            Assert.Throws<ArgumentNullException>(
                () => ((IEnumerable<int>)null!).SelectOrdered(static item => Task.FromResult(item))).ParamName);
        Assert.AreEqual(
            "transform", Assert.Throws<ArgumentNullException>(() => source.SelectOrdered((Func<int, int>)null!)).ParamName);
        Assert.AreEqual(
            "dataflowBlockOptions",
            Assert.Throws<ArgumentException>(
                () => source.SelectOrdered(static item => item, new OrderedBlockOptions { CallerRuns = true })).ParamName);
    }

    private sealed class FailingSequence(Exception error) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => throw error;

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class DisposalFails(IEnumerable<int> items, Exception error) : IEnumerable<int>, IEnumerator<int>
    {
        private readonly IEnumerator<int> _items = items.GetEnumerator();
        private int _disposals;

        public int Disposals => Volatile.Read(ref _disposals);

        public int Current => _items.Current;

        object IEnumerator.Current => Current;

        public IEnumerator<int> GetEnumerator() => this;

        IEnumerator IEnumerable.GetEnumerator() => this;

        public bool MoveNext() => _items.MoveNext();

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
            Interlocked.Increment(ref _disposals);
            throw error;
        }
    }
}
