using System.Threading.Channels;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>
/// A writer of a channel that writes in bursts, tries, and is canceled now and then. It knows exactly which of its items were written.
/// </summary>
/// <param name="writer">The channel.</param>
/// <param name="producer">The number in its items.</param>
/// <param name="items">How many, if the channel is not closed before.</param>
/// <param name="firer">Where the tokens come from.</param>
/// <param name="random">Its own.</param>
/// <param name="reason">What the channel may be closed with.</param>
internal sealed class ChannelWriting(
    ChannelWriter<Tagged> writer, int producer, int items, TokenFirer firer, Random random, Exception? reason)
{
    private bool _isClosed;

    /// <summary>What was written, in the order in which the writes began.</summary>
    public List<Tagged> Written { get; } = [];

    /// <summary>Operations that were canceled.</summary>
    public int Canceled { get; private set; }

    public async Task RunAsync()
    {
        int number = 0;
        while (number < items && !_isClosed)
        {
            if (random.Next(2) == 0)
            {
                await TryAsync(new Tagged(producer, number++));
            }
            else
            {
                int burst = Math.Min(items - number, random.Next(1, 1 << random.Next(1, 6)));
                await BurstAsync(number, burst);
                number += burst;
            }
        }
    }

    private async Task TryAsync(Tagged item)
    {
        while (!writer.TryWrite(item))
        {
            CancellationToken token = firer.Next(random);
            try
            {
                if (!await writer.WaitToWriteAsync(token))
                {
                    _isClosed = true;
                    return;
                }
            }
            catch (OperationCanceledException error) when (error.CancellationToken == token && token.IsCancellationRequested)
            {
                Canceled++;
                return;
            }
            catch (InvalidOperationException error) when (error == reason)
            {
                _isClosed = true;
                return;
            }
        }

        Written.Add(item);
    }

    private async Task BurstAsync(int first, int count)
    {
        var tokens = new CancellationToken[count];
        var writes = new Task[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = firer.Next(random);
            writes[i] = writer.WriteAsync(new Tagged(producer, first + i), tokens[i]).AsTask();
        }

        for (int i = 0; i < count; i++)
        {
            try
            {
                await writes[i];
            }
            catch (OperationCanceledException error) when (error.CancellationToken == tokens[i] && tokens[i].IsCancellationRequested)
            {
                Canceled++;
                continue;
            }
            catch (ChannelClosedException error) when (error.InnerException == reason)
            {
                _isClosed = true;
                continue;
            }

            if (_isClosed)
            {
                throw new ViolationException($"Item {first + i} of writer {producer} was written after one that was refused.");
            }

            Written.Add(new Tagged(producer, first + i));
        }
    }
}
