using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>A channel and what else its block does meanwhile.</summary>
[TestClass]
public sealed class InterplayTests
{
    private static readonly AsyncLocal<string?> s_local = new();

    [TestMethod]
    public void AsChannel_AlwaysTheSameObject()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        Assert.AreSame(block.AsChannel(), block.AsChannel());
        var action = new OrderedActionBlock<int, int>(static item => item, static _ => { });
        Assert.AreSame(action.AsChannelWriter(), action.AsChannelWriter());
        var many = new OrderedTransformManyBlock<int, int>(static count => Enumerable.Range(0, count));
        Assert.AreSame(many.AsChannel(), many.AsChannel());
    }

    [TestMethod]
    public async Task WaitingReader_ComesBeforeTheLinks()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        var target = new ScriptedTarget();
        block.LinkTo(target);
        ValueTask<int> first = block.AsChannel().Reader.ReadAsync();
        ValueTask<int> second = block.AsChannel().Reader.ReadAsync();
        Assert.AreEqual(4, block.PostRange([1, 2, 3, 4]));
        Assert.AreEqual(1, await first.Within());
        Assert.AreEqual(2, await second.Within());
        CollectionAssert.AreEqual((int[])[3, 4], target.WaitForTaken(2));
    }

    [TestMethod]
    public async Task ReservedHead_IsNotReadable_UntilItIsGivenBack()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        ISourceBlock<int> source = block;
        ChannelReader<int> reader = block.AsChannel().Reader;
        var target = new ScriptedTarget(DataflowMessageStatus.Postponed);
        block.LinkTo(target);
        block.Post(1);
        Offer offer = target.WaitForOffers(1)[0];
        Assert.IsTrue(source.ReserveMessage(offer.Header, target));
        Assert.IsFalse(reader.TryPeek(out _));
        Assert.IsFalse(reader.TryRead(out _));
        ValueTask<int> read = reader.ReadAsync();
        ValueTask<bool> wait = reader.WaitToReadAsync();
        Assert.IsFalse(read.IsCompleted);
        source.ReleaseReservation(offer.Header, target);
        Assert.AreEqual(1, await read.Within());
        Assert.IsFalse(wait.IsCompleted);
        block.Complete();
        Assert.IsFalse(await wait.Within());
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Fault_EndsAllWaits_WithTheBareException()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create(capacity: 1);
        block.DegreeOfParallelism = 0;
        Channel<int, int> channel = block.AsChannel();
        await channel.Writer.WriteAsync(1);
        ValueTask write = channel.Writer.WriteAsync(2);
        ValueTask<bool> waitToWrite = channel.Writer.WaitToWriteAsync();
        ValueTask<int> read = channel.Reader.ReadAsync();
        ValueTask<bool> waitToRead = channel.Reader.WaitToReadAsync();
        var error = new InvalidDataException();
        block.Fault(error);

        Assert.AreSame(error, (await Assert.ThrowsAsync<ChannelClosedException>(() => write.Within())).InnerException);
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => waitToWrite.Within()));
        Assert.AreSame(error, (await Assert.ThrowsAsync<ChannelClosedException>(() => read.Within())).InnerException);
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => waitToRead.Within()));
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => channel.Reader.Completion));
        Assert.AreEqual(1, block.Statistics.Dropped);

        // And those that come later.
        Assert.IsFalse(channel.Writer.TryWrite(3));
        Assert.IsFalse(channel.Writer.TryComplete());
        Assert.AreSame(error, (await Assert.ThrowsAsync<ChannelClosedException>(() => channel.Writer.WriteAsync(3).Within())).InnerException);
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => channel.Writer.WaitToWriteAsync().Within()));
        Assert.AreSame(error, (await Assert.ThrowsAsync<ChannelClosedException>(() => channel.Reader.ReadAsync().Within())).InnerException);
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => channel.Reader.WaitToReadAsync().Within()));
    }

    [TestMethod]
    public async Task Cancellation_OfTheBlock_IsThatOfTheChannel()
    {
        using var source = new CancellationTokenSource();
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { CancellationToken = source.Token });
        ValueTask<int> read = block.AsChannel().Reader.ReadAsync();
        ValueTask<bool> wait = block.AsChannel().Reader.WaitToReadAsync();
        source.Cancel();
        foreach (Task task in (Task[])[read.AsTask(), wait.AsTask(), block.AsChannel().Writer.WriteAsync(1).AsTask()])
        {
            OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => task.WithTimeout());
            Assert.AreEqual(source.Token, error.CancellationToken);
        }
    }

    [TestMethod]
    public async Task FailingDelegate_InOrder_WhatCameBeforeIsRead()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item == 3 ? throw new FormatException() : item,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, MaxDegreeOfParallelism = 2 });
        Assert.AreEqual(4, block.PostRange([1, 2, 3, 4]));
        List<int> read = [];
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (int item in block.AsChannel().Reader.ReadAllAsync())
            {
                read.Add(item);
            }
        });
        CollectionAssert.AreEqual((int[])[1, 2], read);
    }

    [TestMethod]
    public async Task TryComplete_WithAnError_ComesBehindTheItems()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        Channel<int, int> channel = block.AsChannel();
        Assert.AreEqual(2, block.PostRange([1, 2]));
        var error = new InvalidDataException();
        Assert.IsTrue(channel.Writer.TryComplete(error));
        Assert.IsFalse(channel.Writer.TryComplete());
        CollectionAssert.AreEqual((int[])[1, 2], await channel.Reader.ReadAsync(2));
        Assert.AreSame(error, (await Assert.ThrowsAsync<ChannelClosedException>(() => channel.Reader.ReadAsync().Within())).InnerException);
        Assert.AreSame(error, await Assert.ThrowsAsync<InvalidDataException>(() => channel.Reader.Completion.WithTimeout()));
    }

    [TestMethod]
    public async Task TryComplete_WithACancellation_CancelsTheCompletion()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        var token = new CancellationToken(canceled: true);
        ValueTask<int> read = block.AsChannel().Reader.ReadAsync();
        Assert.IsTrue(block.AsChannel().Writer.TryComplete(new OperationCanceledException(token)));
        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Canceled, block.Completion.Status);
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => read.Within());
        Assert.AreEqual(token, error.CancellationToken);
        Assert.IsTrue(block.AsChannel().Reader.ReadAsync().IsCanceled);
    }

    [TestMethod]
    public async Task CapturedContext_OfAWriterThatWaits_IsThatOfTheWrite()
    {
        var seen = new Log<string?>();
        using var gate = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                Wait.ForEvent(gate);
                seen.Add(s_local.Value);
                return item;
            },
            new OrderedBlockOptions { CaptureExecutionContext = true, BoundedCapacity = 1 });
        Channel<int, int> channel = block.AsChannel();
        List<Task> writes = [];
        foreach (string name in (string[])["one", "two", "three"])
        {
            s_local.Value = name;
            writes.Add(channel.Writer.WriteAsync(writes.Count).AsTask());
        }

        s_local.Value = "reader";
        gate.Set();
        CollectionAssert.AreEqual((int[])[0, 1, 2], await channel.Reader.ReadAsync(3));
        await Task.WhenAll(writes).WithTimeout();
        CollectionAssert.AreEqual((string[])["one", "two", "three"], seen.Entries);
    }

    [TestMethod]
    public async Task CallerRuns_AWriterThatWouldWait_LendsAHand()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item * 2, new OrderedBlockOptions { CallerRuns = true, BoundedCapacity = 4 });
        await AssertFlows(block, items: 5000);
    }

    [TestMethod]
    public async Task SoleProducer_WritesAndWaits()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item * 2,
            new ExecutionDataflowBlockOptions { SingleProducerConstrained = true, BoundedCapacity = 8, MaxDegreeOfParallelism = 2 });
        await AssertFlows(block, items: 5000);
    }

    [TestMethod]
    public async Task OwnThreads_WritersAndReaders_GoOnElsewhere()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item * 2,
            new OrderedBlockOptions { WorkerThreadMode = WorkerThreadMode.Dedicated, BoundedCapacity = 8, MaxDegreeOfParallelism = 2 });
        await AssertFlows(block, items: 5000);
    }

    [TestMethod]
    public async Task ManyBlock_IsReadOutputByOutput()
    {
        var block = new OrderedTransformManyBlock<int, int>(
            static count => Enumerable.Range(0, count), new OrderedBlockOptions { BoundedCapacity = 2, MaxDegreeOfParallelism = 2 });
        Task writing = Task.Run(async () =>
        {
            for (int count = 0; count < 50; count++)
            {
                await block.AsChannel().Writer.WriteAsync(count);
            }

            block.AsChannel().Writer.Complete();
        });
        List<int> read = [];
        await foreach (int output in block.AsChannel().Reader.ReadAllAsync())
        {
            read.Add(output);
        }

        await writing.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).SelectMany(static count => Enumerable.Range(0, count)).ToArray(), read);
    }

    [TestMethod]
    public async Task ActionBlock_AsAWriter_ConsumesInOrder()
    {
        var consumed = new Log<int>();
        var block = new OrderedActionBlock<int, int>(
            static item => item, consumed.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 2, MaxDegreeOfParallelism = 2 });
        ChannelWriter<int> writer = block.AsChannelWriter();
        for (int item = 0; item < 1000; item++)
        {
            await writer.WriteAsync(item).Within();
        }

        Assert.IsTrue(writer.TryComplete());
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), consumed.Entries);
        Assert.IsFalse(await writer.WaitToWriteAsync());
    }

    [TestMethod]
    public async Task ValueTask_AwaitedAgain_Throws()
    {
        Channel<int, int> channel = Blocks.Create(capacity: 1).AsChannel();
        ValueTask<int> read = channel.Reader.ReadAsync();
        await channel.Writer.WriteAsync(1);
        Wait.Until(() => read.IsCompleted, "read");
        Assert.AreEqual(1, await read);
        Assert.Throws<InvalidOperationException>(() => read.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().GetResult());

        // The same operation is in use again, and is not touched by the old task.
        ValueTask<int> next = channel.Reader.ReadAsync();
        Assert.Throws<InvalidOperationException>(() => read.GetAwaiter().GetResult());
        Assert.Throws<InvalidOperationException>(() => next.GetAwaiter().GetResult(), "it has not ended");
        await channel.Writer.WriteAsync(2);
        Assert.AreEqual(2, await next.Within());
    }

    [TestMethod]
    public async Task ManyWritersAndReaders_LoseNothing()
    {
        const int Writers = 4;
        const int Items = 2000;
        var block = new OrderedTransformBlock<(int Writer, int Number), (int Writer, int Number)>(
            static item => item, new ExecutionDataflowBlockOptions { BoundedCapacity = 3, MaxDegreeOfParallelism = 2 });
        Channel<(int Writer, int Number), (int Writer, int Number)> channel = block.AsChannel();
        using var never = new CancellationTokenSource();
        Task[] writing =
        [
            .. Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                for (int number = 0; number < Items; number++)
                {
                    await (writer % 2 == 0 ? WriteAsync((writer, number)) : WaitAndWriteAsync((writer, number)));
                }
            })),
        ];
        Task<List<(int Writer, int Number)>>[] reading =
        [
            .. Enumerable.Range(0, 3).Select(reader => Task.Run(async () =>
            {
                List<(int Writer, int Number)> read = [];
                if (reader == 0)
                {
                    while (await channel.Reader.WaitToReadAsync(never.Token))
                    {
                        while (channel.Reader.TryRead(out (int Writer, int Number) item))
                        {
                            read.Add(item);
                        }
                    }

                    return read;
                }

                try
                {
                    while (true)
                    {
                        read.Add(await channel.Reader.ReadAsync(reader == 1 ? never.Token : CancellationToken.None));
                    }
                }
                catch (ChannelClosedException)
                {
                    return read;
                }
            })),
        ];
        await Task.WhenAll(writing).WithTimeout();
        channel.Writer.Complete();
        List<(int Writer, int Number)>[] all = await Task.WhenAll(reading).WithTimeout();

        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, Writers).SelectMany(static writer => Enumerable.Range(0, Items).Select(number => (writer, number))).ToArray(),
            all.SelectMany(static read => read).ToArray());
        foreach (IGrouping<int, (int Writer, int Number)> ofWriter in all.SelectMany(static read => read.GroupBy(static item => item.Writer)))
        {
            CollectionAssert.AreEqual(ofWriter.Order().ToArray(), ofWriter.ToArray(), "each reader has a writer's items in order");
        }

        Task WriteAsync((int Writer, int Number) item) => channel.Writer.WriteAsync(item, never.Token).AsTask();

        async Task WaitAndWriteAsync((int Writer, int Number) item)
        {
            do
            {
                Assert.IsTrue(await channel.Writer.WaitToWriteAsync());
            }
            while (!channel.Writer.TryWrite(item));
        }
    }

    private static async Task AssertFlows(OrderedTransformBlock<int, int> block, int items)
    {
        Channel<int, int> channel = block.AsChannel();
        Task writing = Task.Run(async () =>
        {
            for (int item = 0; item < items; item++)
            {
                if (item % 2 == 0)
                {
                    await channel.Writer.WriteAsync(item);
                    continue;
                }

                do
                {
                    Assert.IsTrue(await channel.Writer.WaitToWriteAsync());
                }
                while (!channel.Writer.TryWrite(item));
            }

            channel.Writer.Complete();
        });
        List<int> read = [];
        await foreach (int output in channel.Reader.ReadAllAsync())
        {
            read.Add(output);
        }

        await writing.WithTimeout();
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, items).Select(static item => item * 2).ToArray(), read);
    }
}
