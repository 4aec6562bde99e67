using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Actors;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: writers and readers of a block as a channel, which write and read one by one, many at once, or look first; a third of their
/// calls with a token that fires about then; somebody who closes the channel, with or without an error, when all is written or in the
/// middle; a last reader that takes what is left. Allowed: what was written is what was read and what was left, once each; each reader
/// has each writer's items in order, and all of them make up exactly what that writer wrote. Forbidden: an item that a canceled read
/// has taken, one that a canceled or refused write has written, a call that never ends, an end that is not the one of the closing.
/// </summary>
internal sealed class ChannelTokens : IScenario
{
    public string Name => "channel-tokens";

    public string Summary => "Writers and readers of a block as a channel, a third of their calls canceled.";

    public async Task RunAsync(StressRun run)
    {
        int storms = run.Pick(60, 200);
        for (int storm = 0; storm < storms; storm++)
        {
            await StormAsync(run, items: run.Pick(400, 1500));
            run.Watchdog.ShowNothing();
        }
    }

    private static async Task StormAsync(StressRun run, int items)
    {
        Random random = run.Random;
        OrderedTransformBlock<Tagged, Tagged> block = NewBlock(random);
        run.Show("block", block);
        Channel<Tagged, Tagged> channel = block.AsChannel();
        InvalidOperationException? reason = random.Next(3) == 0 ? new InvalidOperationException("as intended") : null;
        var firer = new TokenFirer(lag: random.Next(3) == 0 ? 0 : random.Next(1, 20));
        ChannelWriting[] writers =
        [
            .. Enumerable.Range(0, random.Next(1, 6)).Select(producer => new ChannelWriting(
                channel.Writer, producer, items, firer, new Random(random.Next()), reason)),
        ];
        ChannelReading[] readers =
        [
            .. Enumerable.Range(0, random.Next(1, 5)).Select(_ => NewReader(random.Next(3) == 0 ? random.Next(items) : int.MaxValue)),
        ];
        bool isClosedInTheMiddle = random.Next(3) == 0;
        int untilClosed = random.Next(200_000);

        Task firing = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => random.Next()).ToArray()
            .Select(seed => Task.Run(() => firer.RunAsync(new Random(seed)))));
        Task writing = Task.WhenAll(writers.Select(static writer => Task.Run(writer.RunAsync)));
        Task reading = Task.WhenAll(readers.Select(static reader => Task.Run(reader.RunAsync)));
        Task closing = Task.Run(async () =>
        {
            if (isClosedInTheMiddle)
            {
                Thread.SpinWait(untilClosed);
            }
            else
            {
                await writing;
            }

            Expect(channel.Writer.TryComplete(reason), "The channel was closed by somebody else.");
        });

        // What the readers leave: they may have had enough, while the writers wait for room.
        await reading;
        ChannelReading last = NewReader(int.MaxValue);
        await last.RunAsync();
        await writing;
        await closing;
        firer.Stop();
        await firing;
        await ((Task)channel.Reader.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Expect(channel.Reader.Completion.Exception?.InnerException == reason, "The block ended otherwise than its channel was closed.");
        Check(writers, [.. readers, last]);
        int written = writers.Sum(static writer => writer.Written.Count);
        BlockCounters.AssertBalanced(block, written, written);
        run.Count("written", written);
        run.Count("canceled writes", writers.Sum(static writer => writer.Canceled));
        run.Count("canceled reads", readers.Sum(static reader => reader.Canceled) + last.Canceled);
        run.Count("left", last.Got.Count);

        ChannelReading NewReader(int quota) =>
            new(channel.Reader, quota, firer, new Random(random.Next()), run.Watchdog, reason);
    }

    private static OrderedTransformBlock<Tagged, Tagged> NewBlock(Random random)
    {
        bool isAsynchronous = random.Next(3) == 0;
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = random.Next(3) == 0 ? 1 : random.Next(2, 1 << random.Next(2, 9)),
            MaxDegreeOfParallelism = random.Next(1, 5),
            WorkerThreadMode = random.Next(6) == 0 ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
        };
        options.CallerRuns = !isAsynchronous && options.WorkerThreadMode == WorkerThreadMode.Pool && random.Next(4) == 0;
        return isAsynchronous
            ? new OrderedTransformBlock<Tagged, Tagged>(
                static async item =>
                {
                    if (item.Number % 3 == 0)
                    {
                        await Task.Yield();
                    }

                    return item;
                },
                options)
            : new OrderedTransformBlock<Tagged, Tagged>(static item => item, options);
    }

    private static void Check(ChannelWriting[] writers, ChannelReading[] readers)
    {
        for (int producer = 0; producer < writers.Length; producer++)
        {
            Tagged[][] shares = [.. readers.Select(reader => reader.Got.Where(item => item.Producer == producer).ToArray())];
            for (int reader = 0; reader < shares.Length; reader++)
            {
                ExactSequence.Assert(
                    [.. shares[reader].OrderBy(static item => item.Number)], shares[reader], $"writer {producer}, reader {reader}");
            }

            ExactSequence.Assert(
                writers[producer].Written,
                [.. shares.SelectMany(static share => share).OrderBy(static item => item.Number)],
                $"writer {producer}");
        }

        Expect(
            readers.Sum(static reader => reader.Got.Count) == writers.Sum(static writer => writer.Written.Count),
            "More was read than was written.");
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new ViolationException(what);
        }
    }
}
