using System.Threading.Channels;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>A reader of a channel that reads in bursts, tries, and is canceled now and then.</summary>
/// <param name="reader">The channel.</param>
/// <param name="quota">It stops when it has so many items, or a few more.</param>
/// <param name="firer">Where the tokens come from.</param>
/// <param name="random">Its own.</param>
/// <param name="watchdog">Is told of progress.</param>
/// <param name="reason">What the channel may be closed with.</param>
internal sealed class ChannelReading(
    ChannelReader<Tagged> reader, int quota, TokenFirer firer, Random random, Watchdog watchdog, Exception? reason)
{
    private bool _isOver;

    /// <summary>What it got, in the order in which its reads began.</summary>
    public List<Tagged> Got { get; } = [];

    /// <summary>Operations that were canceled.</summary>
    public int Canceled { get; private set; }

    public async Task RunAsync()
    {
        while (Got.Count < quota && !_isOver)
        {
            if (random.Next(2) == 0)
            {
                await TryAsync();
            }
            else
            {
                await BurstAsync(random.Next(1, 1 << random.Next(1, 6)));
            }

            watchdog.Progress();
        }
    }

    private async Task TryAsync()
    {
        CancellationToken token = firer.Next(random);
        try
        {
            if (!await reader.WaitToReadAsync(token))
            {
                _isOver = true;
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
            _isOver = true;
            return;
        }

        for (int most = random.Next(1, 10); most > 0 && reader.TryRead(out Tagged item); most--)
        {
            Got.Add(item);
        }
    }

    private async Task BurstAsync(int count)
    {
        var tokens = new CancellationToken[count];
        var reads = new Task<Tagged>[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = firer.Next(random);
            reads[i] = reader.ReadAsync(tokens[i]).AsTask();
        }

        for (int i = 0; i < count; i++)
        {
            Tagged item;
            try
            {
                item = await reads[i];
            }
            catch (OperationCanceledException error) when (error.CancellationToken == tokens[i] && tokens[i].IsCancellationRequested)
            {
                Canceled++;
                continue;
            }
            catch (ChannelClosedException error) when (error.InnerException == reason)
            {
                _isOver = true;
                continue;
            }

            if (_isOver)
            {
                throw new ViolationException($"A read got {item} after one that was told of the end.");
            }

            Got.Add(item);
        }
    }
}
