using System.CommandLine;
using System.CommandLine.Parsing;

namespace ParallelGzip;

/// <summary>The options, their limits, and the step from the parsed line to <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    public const int MaxParallelism = 1024;
    public const int MinBlockSize = 1024;
    public const int MaxBlockSize = 256 * 1024 * 1024;

    private static readonly Settings s_default = new();

    private readonly Argument<string?> _input = new("INPUT")
    {
        Description = "The file to compress; - is standard input. Without it, a demonstration runs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Where to write; - is standard output. Default: INPUT.gz, or with -d INPUT without .gz.",
        HelpName = "OUTPUT",
    };

    private readonly Option<bool> _decompress = new("--decompress", "-d")
    {
        Description = "Decompress.",
    };

    private readonly Option<int> _parallelism = new("--parallelism", "-p")
    {
        Description = "How many blocks to work on at a time. Default: one for each processor.",
        DefaultValueFactory = _ => s_default.Parallelism,
        HelpName = "PARALLELISM",
    };

    private readonly Option<int> _blockSize = new("--block-size", "-b")
    {
        Description = "Input bytes in a block, such as 65536, 512K or 1M.",
        CustomParser = ParseBlockSize,
        DefaultValueFactory = _ => s_default.BlockSize,
        HelpName = "BLOCK_SIZE",
    };

    private readonly Option<int> _level = new("--level", "-l")
    {
        Description = "0 (store) and 1 (fast) to 9 (small).",
        DefaultValueFactory = _ => s_default.Level,
        HelpName = "LEVEL",
    };

    private readonly Option<bool> _force = new("--force", "-f") { Description = "Replace an output that exists." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Draw no progress bar." };

    private readonly RootCommand _root;

    public CommandLine()
    {
        _root = new RootCommand("Compresses a file on all cores, in order, to standard gzip.")
        {
            _input, _output, _decompress, _parallelism, _blockSize, _level, _force, _quiet,
        };
        RequireRange(_parallelism, 1, MaxParallelism);
        RequireRange(_level, 0, 9);
        _root.Validators.Add(RequireInput);
    }

    // A file may be called @name: there are no response files here.
    public ParseResult Parse(IReadOnlyList<string> args) =>
        _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    public Settings Read(ParseResult line) => new()
    {
        Input = line.GetValue(_input),
        Output = line.GetValue(_output),
        Decompress = line.GetValue(_decompress),
        Parallelism = line.GetValue(_parallelism),
        BlockSize = line.GetValue(_blockSize),
        Level = line.GetValue(_level),
        Force = line.GetValue(_force),
        Quiet = line.GetValue(_quiet),
    };

    /// <summary>Makes the parsed line run <paramref name="run"/>; help and version are the parser's own.</summary>
    public void SetAction(Func<ParseResult, CancellationToken, Task<int>> run) => _root.SetAction(run);

    private static int ParseBlockSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ByteSize.TryParse(text, out long size) && size is >= MinBlockSize and <= MaxBlockSize)
        {
            return (int)size;
        }

        result.AddError($"--block-size must be from 1K to {MaxBlockSize >> 20}M, such as 512K or 1M, not '{text}'");
        return 0;
    }

    private static void RequireRange(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        // A text that is no number at all has been reported by the parser already.
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} must be from {least} to {most}, not {value}");
        }
    });

    private void RequireInput(CommandResult command)
    {
        if (command.GetResult(_input) is null or { Tokens.Count: 0 }
            && (command.GetResult(_output) is not null
                || command.GetResult(_decompress) is { Implicit: false }
                || command.GetResult(_force) is { Implicit: false }))
        {
            command.AddError("INPUT is missing; the demonstration takes only -p, -b, -l and -q");
        }
    }
}
